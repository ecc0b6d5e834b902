"""States by the names and adjectives that titles and places bear ("Prime Minister of Italy", "French President", "USA, New York")."""

from __future__ import annotations

import re

# In this order, the first that fits counts. An empty code stands for what looks like a state and is none.
_SPELT = """
    |New South Wales|British Columbia|Western Australian?|North Rhine-Westphalia|Gulf Cooperation Council|Taiwan-based|Kuomintang
COG|Democratic Republic of (the )?Congo, Brazzaville
NER|Nigeria, Niamey
KAZ|Kyrgyzstan, Alma-Ata
PRK|Democratic People's (Republic|Public) of Korea|North Korean?|DPRK|(?<=Party of )Korea
KOR|Republic of Korean?|South Korean?|ROK
COD|Democratic Republic of (the )?Congo|DRC
COG|Republic of (the )?Congo|Congo|Congolese
CAF|Central African?( Republic)?
GNQ|Equatorial Guinean?
GNB|Guinea[- ]Bissau
PNG|Papua New Guinean?
GIN|Guinean?
SSD|South Sudan(ese)?
SDN|Sudan(ese)?
ZAF|South African?
DOM|Dominican Republic|Santo Domingo
DMA|Dominican?
SRB|Serbia(- ?| and )Montenegro|Serbian?|Yugoslavia
MNE|Montenegrin|Montenegro
GBR|Great Brit(ain|ian)|United Kingdom|Britain|British|England|English|U\\.K\\.|UK|Scotland|Scottish|Wales|Welsh
USA|United States( of America)?|U\\.S\\.A?\\.?|USA|US|American?
ARE|United Arab Emirates|UAE|Abu Dhabi|Emirati
TWN|Taiwan(ese)?
AFG|Afghan(istan)?
AGO|Angolan?
ALB|Albanian?
AND|Andorran?
ARG|Argentin(a|e|ian)
ARM|Armenian?
ATG|Antiguan?( and Barbuda)?
AUS|Australian?
AUT|Austrian?
AZE|Azerbaijani?
BDI|Burundi(an)?
BEL|Belgium|Belgian
BEN|Benin(ese)?
BFA|Burkina Faso|Burkinabe
BGD|Bangladeshi?
BGR|Bulgarian?
BHR|Bahraini?
BHS|Bahamas|Bahamian
BIH|Bosnia(n|-Herzegovina| and Herzegovina)?
BLR|Belaruss?(ian)?
BLZ|Belizean|Belize
BOL|Bolivian?
BRA|Brazil(ian)?
BRB|Barbados|Barbadian
BRN|Brunei(an)?( Darussalam)?
BTN|Bhutan(ese)?
BWA|Botswanan?
CAN|Canada|Canadian
CHE|Switzerland|Swiss
CHL|Chilean|Chile
CIV|Cote d'Ivoire|Ivory Coast|Ivorian
CMR|Cameroon(ian)?
COK|Cook Islands?
COL|Colombian?
COM|Comoros?|Comoran
CPV|Cape Verdean|Cape Verde
CRI|Costa Rican?
CUB|Cuban?
CYP|Cyprus|Cypriot
CZE|Czech( Republic)?|Czechoslovakia|Prague
DEU|Germany?
DJI|Djibouti(an)?
DNK|Denmark|Danish
DZA|Algerian?
ECU|Ecuador(ian|ean)?
EGY|Egypt(ian)?
ERI|Eritrean?
ESP|Spain|Spanish
EST|Estonian?
ETH|Ethiopian?
FIN|Finland|Finnish
FJI|Fiji(an)?
FRA|France|French
FSM|(Federated States of )?Micronesian?
GAB|Gabon(ese)?
GEO|Georgian?
GHA|Ghana(ian)?
GMB|Gambian?
GRC|Greece|Greek
GRD|Grenad(a|ian)
GTM|Guatemalan?
GUY|Guyan(a|ese)
HND|Hondur(as|an)
HRV|Croatian?
HTI|Haiti(an)?
HUN|Hungary|Hungarian
IDN|Indonesian?
IND|Indian?
IRL|Ireland|Irish
IRN|Iran(ian)?
IRQ|Iraqi?
ISL|Iceland(ic)?
ISR|Israeli?
ITA|Italy|Italian
JAM|Jamaican?
JOR|Jordan(ian)?
JPN|Japan(ese)?
KAZ|Kazakh?(stan)?
KEN|Kenyan?
KGZ|Kyrgyz(stan)?
KHM|Cambodian?
KIR|Kiribati
KWT|Kuwaiti?
LAO|Lao(s|tian)?
LBN|Lebanon|Lebanese
LBR|Liberian?
LBY|Libyan?
LCA|Saint Lucia
LIE|Liechtenstein
LKA|Sri Lankan?
LSO|Lesotho
LTU|Lithuanian?
LUX|Luxembourg
LVA|Latvian?
MAR|Morocc(o|an)
MCO|Monaco
MDA|Moldovan?
MDG|Madagascar|Malagasy
MDV|Maldiv(es|ian)
MEX|Mexic(o|an)
MHL|Marshall Islands
MKD|Macedonian?
MLI|Mali(an)?
MLT|Malta|Maltese
MMR|Myan(mar|man|mese)|Burm(a|ese)
MNG|Mongolian?
MOZ|Mozambi(que|can)
MRT|Mauritanian?
MUS|Mauriti(us|an)
MWI|Malawi(an)?
MYS|Malaysian?
NAM|Namibian?
NER|Niger|Nigeriens?
NGA|Nigerian?
NIC|Nicaraguan?
NIU|Niue
NLD|Netherlands|Dutch
NOR|Norway|Norwegian
NPL|Nepal(i|ese)?
NRU|Nauru(an)?
NZL|New Zealand(er)?
OMN|Omani?
PAK|Pakistani?
PAN|Panama(nian)?
PER|Peru(vian)?
PHL|Philippines?|Filipino
PLW|Palau(an)?
POL|Poland|Polish
PRT|Portug(al|uese)
PRY|Paraguay(an)?
PSE|Palestin(e|ian)
QAT|Qatari?
ROU|Romanian?
RUS|Russian?( Federation)?
RWA|Rwandan?
SAU|Saudi Arabian?|Saudi
SEN|Senegal(ese)?
SGP|Singapore(an)?
SLB|Solomon Islands?
SLE|Sierra Leone(an)?
SLV|El Salvador|Salvadoran
SMR|San Marino
SOM|Somalia?|Somalian?
STP|Sao Tome( and Principe)?
SUR|Surinam(e|ese)
SVK|Slovakian?|Slovak
SVN|Slovenian?
SWE|Sweden|Swedish
SWZ|Swaziland|Swazi
SYC|Seychell(es|ois)
SYR|Syrian?
TCD|Chad(ian)?
TGO|Togo(lese)?
THA|Thai(land)?
TJK|Tajik(istan)?
TKM|Turkmen(istan)?
TLS|East Timor|(Democratic Republic of )?Timor-Leste
TON|Tongan?
TTO|Trinidad and Tobago
TUN|Tunisian?
TUR|Turkey|Turkish
TUV|Tuvalu(an)?
TZA|Tanzanian?
UGA|Ugandan?
UKR|Ukrain(e|ian)?
URY|Uruguay(an)?
UZB|Uzbek(i|istan)?
VAT|Vatican
VEN|Venezuelan?
VNM|Vietnam(ese)?
VUT|Vanuatu(an)?
WSM|Samoan?
XKX|Kosovo
YEM|Yemeni?
ZMB|Zambian?
ZWE|Zimbabwe(an)?
"""
_CODES, _PATTERNS = zip(*(line.split("|", 1) for line in _SPELT.strip("\n").splitlines()), strict=True)
_ANY = re.compile(r"(?<!\w)(?:" + "|".join("(" + re.sub(r"\((?!\?)", "(?:", each) + ")" for each in _PATTERNS) + r")(?!\w)")


def code(name: str) -> str | None:
    """The alpha-3 code of a state by its name as the set writes it; None where it is unknown."""
    found = _ANY.fullmatch(name)
    return _code(found) if found else None


def named(text: str) -> list[str]:
    """The codes of the states that a title or a place names, in their order."""
    return [each for each in map(_code, _ANY.finditer(text)) if each]


def without(text: str) -> str:
    """A title without the states that it names; what looks like one and is none stays."""
    return _ANY.sub(lambda found: " " if _code(found) else found[0], text)


def _code(found: re.Match[str]) -> str | None:
    assert found.lastindex
    return _CODES[found.lastindex - 1].strip() or None
