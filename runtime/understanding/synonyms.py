"""Owns which English words of services and everyday errands mean about the same: all that the light tier knows of meanings.

A line is a group, called by its first word. A word may be in several. They are wide: a group is one more piece of an
utterance beside its words, and the examples say what it counts.
"""

from __future__ import annotations

_GROUPS = """
buy purchase order shop get
sell sale offer discount coupon voucher promotion bargain deal
money cash funds dollars pounds euros
car vehicle auto automobile truck van
cost price expensive cheap much fee charge pay rate tariff
bill invoice statement payment receipt
refund reimburse reimbursement compensation money
cancel stop quit end terminate drop unsubscribe
change modify alter switch update edit replace amend adjust
lost lose misplaced missing stolen stole gone find
broken damaged broke crack faulty defective work working
problem issue trouble error fault wrong
begin start open activate enable
close shut deactivate disable freeze block lock suspend
doctor hospital clinic physician dentist nurse
medicine medication prescription drug pill pharmacy
ill sick unwell pain fever hurt
flight plane fly airline airplane airport
train bus rail subway metro ticket
hotel motel room lodging accommodation
trip travel vacation holiday journey visit tour
luggage baggage suitcase bag
restaurant eat dinner lunch breakfast food meal diner
cook recipe make bake prepare
ingredient substitute instead replace
film movie show cinema theater theatre
song music tune track play listen album
weather rain forecast sunny temperature snow hot cold
job work employer company boss employ career
salary wage income earn pay paycheck payroll
taxes tax irs
credit loan debt borrow lend mortgage
interest rate apr percent
account balance bank checking savings
card visa mastercard debit
phone call telephone dial mobile cell ring
internet wifi broadband network connection signal data
contract plan package subscription tariff
text message sms email mail send write
name called
repeat again
help assist support
speak talk say tell
person human agent operator representative adviser advisor
fast quick quickly speed rapid soon hurry
slow slowly
schedule calendar appointment meeting event book reserve reservation
remind reminder remember
alarm wake
time clock hour when
date day today
direction route way map road street navigate
near nearby close around local
far distance mile kilometer long
traffic jam congestion commute
language translate spanish french german italian word
spell spelling
mean meaning define definition
calory calories nutrition nutritional healthy fat
fuel gas gasoline tank petrol
tire tyre engine mechanic repair fix service maintenance
insurance insured coverage policy cover claim
home house apartment flat rent landlord
electricity power energy meter utility
light lamp bulb dim
heating radiator thermostat warm
water leak pipe plumber
joke funny laugh
news headline story
dog cat pet animal
party celebrate birthday
love like enjoy favorite favourite
big large size huge
small little tiny
high higher increase raise up louder
low lower decrease reduce down quieter mute
delivery deliver package parcel shipment ship shipping track arrive courier
return exchange send
warranty guarantee
stock available availability
passport visa
vaccination vaccine immunization shot
password pin login code username sign
report complain complaint fraud
transfer move send wire
allow permit permission
require need necessary must
limit maximum minimum
address location place where
add put include insert
remove delete erase clear
show display list see view check
late delay delayed overdue
status progress state
child children kid baby son daughter
school course class lesson teacher
document paper form certificate
"""

_ENGLISH: dict[str, tuple[str, ...]] = {}
for _line in _GROUPS.split("\n"):
    for _word in _line.split():
        _ENGLISH[_word] = (*_ENGLISH.get(_word, ()), _line.split()[0])


def groups() -> dict[str, tuple[str, ...]]:
    """The groups of each word that is in any; a group is called by its first word."""
    return _ENGLISH
