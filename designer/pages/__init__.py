"""One thin module a screen: reads the request, asks the services, renders its template."""
