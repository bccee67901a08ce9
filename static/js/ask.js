// Owns asking the server from a script: JSON there and back, with the form token that every page carries.

const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];

/** Posts JSON and gives the answer as it comes; throws when nobody answers. */
export function send(address, question, signal) {
  return fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", "x-csrftoken": token },
    body: JSON.stringify(question),
    signal,
  });
}

/** Posts JSON. Gives the status and the answer; `status` is 0 when nobody answers. */
export async function post(address, question, signal) {
  try {
    const response = await send(address, question, signal);
    const json = response.headers.get("content-type")?.includes("json");
    return { status: response.status, answer: json ? await response.json() : null };
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    return { status: 0, answer: null };
  }
}

/** The JSON that a page left for its script. */
export function given(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
