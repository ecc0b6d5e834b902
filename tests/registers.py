"""Made-up arms transfers registers of the shape that SIPRI's has, as bytes. No row of the real register is among them."""

HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,Year(s) of delivery,"
    "status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
JETS = "Pakistan,China,2010,,12,,XJ-1,fighter aircraft,12,,2012; 2013,New,$90 m deal,2,24,24"
BOAT = "Laos,Russia,2015,?,1,,Volna,patrol craft,1,?,2016,Second hand,Aid,3.5,3.5,3.5"
END = "Zambia,Italy,2001,,2,,Z-9,transport aircraft,2,,2002,New,,1,2,2"


def register(*rows, day="13 Oct 2024", suppliers="All countries", last=END, header=HEADER):
    """The register of an edition; `last` is its last row, and may be None."""
    top = (
        f"Transfers of major conventional arms from {suppliers}  to All countries . Deals with deliveries or orders made for year range "
        "'1950' to '2024' ",
        "A '?' in a column indicates uncertain data.",
        "",
        "Source: a register made up for tests.",
        f"Data generated: {day} 2:20:11 PM",
        header,
    )
    lines = (*top, *rows, *([last] if last else ()))
    return "".join(f"{line}\n" for line in lines).encode("latin-1")


def row(recipient="Pakistan", supplier="China", **fields):
    """A row of one delivery, with some of its cells otherwise."""
    cells = {
        "ordered": "2010",
        "ordered?": "",
        "number": "5",
        "number?": "",
        "weapon": "XM-5",
        "description": "tank",
        "delivered": "5",
        "delivered?": "",
        "years": "2012",
        "status": "New",
        "comments": "",
        "unit": "1",
        "order": "5",
        "tiv": "5",
    }
    assert fields.keys() <= cells.keys()
    return ",".join([recipient, supplier, *{**cells, **fields}.values()])
