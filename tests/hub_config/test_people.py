"""Class lists: taken in whole or not at all, every fault with its line."""

import pytest

from hub_config import people
from hub_config.people import NewPerson, PeopleError, check_people, read_people
from hub_config.roles import Role

AMINA = NewPerson("amina.b", "Amina", "Benali", Role.TRAINEE)
PAUL = NewPerson("paul.m", "Paul", "Moreau", Role.TRAINER)


@pytest.mark.parametrize(
    "data",
    [
        b"identifiant;prenom;nom;role\namina.b;Amina;Benali;stagiaire\npaul.m;Paul;Moreau;formateur\n",
        "\ufeffIdentifiant,Prénom,Nom,Rôle\r\namina.b,Amina,Benali,Stagiaire\r\nPaul.M,Paul,Moreau,formateur\r\n".encode(),
        "identifiant;prénom;nom;rôle\namina.b;Amina;Benali;trainee\n\n;;;\npaul.m;Paul;Moreau;trainer".encode(
            "latin-1"
        ),
        b'role,nom,prenom,identifiant\nstagiaire,"Benali","Amina",amina.b\nformateur, Moreau ,Paul,paul.m\n',
    ],
    ids=["as documented", "spreadsheet with a mark", "Latin-1, empty rows", "other order, quotes"],
)
def test_a_list_is_read_as_a_spreadsheet_saves_it(data: bytes):
    """Separator, order, accents, case and encoding may be those of any spreadsheet."""
    assert read_people(data) == (AMINA, PAUL)


def test_every_bad_row_is_named_with_its_line():
    """Nobody has to try again and again."""
    data = (
        b"identifiant;prenom;nom;role\n"
        b"amina.b;Amina;Benali;stagiaire\n"
        b"../etc;Eve;Dropper;stagiaire\n"
        b"paul.m;;Moreau;chef\n"
        b"amina.b;Amina;Bis;stagiaire\n"
        b"court;Jean\n"
    )
    with pytest.raises(PeopleError) as error:
        read_people(data)
    assert str(error.value).splitlines() == [
        "line 3: identifiant is '../etc'; expected up to 32 small letters and digits,"
        " with . _ or - between them, such as 'amina.b'",
        "line 4: prenom is ''; expected a name of up to 64 signs",
        "line 4: role is 'chef'; expected stagiaire, formateur, resident, fabmanager or admin",
        "line 5: 'amina.b' is on line 2 already",
        "line 6: found 2 columns, expected 4",
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "line 1: the file is empty; expected the columns identifiant;prenom;nom;role"),
        (b"\n\nidentifiant;nom\nx;y\n", "line 3: no column prenom, role; found identifiant, nom"),
        (b"identifiant;prenom;nom;role\n", "line 2: nobody is in the list"),
    ],
)
def test_a_list_without_people_says_what_is_missing(data: bytes, fault: str):
    """An empty file or one of other columns is refused in one sentence."""
    with pytest.raises(PeopleError) as error:
        read_people(data)
    assert str(error.value) == fault


@pytest.mark.parametrize("name", ["", ".", "a b", "Amina", "é", "a..b", "a/b", "a\nb", "-a", "a-", "x" * 33])
def test_a_name_is_safe_as_a_folder_and_in_an_address(name: str):
    """Nothing in a name needs escaping anywhere."""
    with pytest.raises(PeopleError, match="identifiant is "):
        check_people([NewPerson(name, "A", "B", Role.TRAINEE)])


def test_two_people_of_one_name_are_refused():
    """Also when they come from no file."""
    with pytest.raises(PeopleError, match=r"amina\.b: is in the list 2 times"):
        check_people([AMINA, AMINA])
    check_people([AMINA, PAUL])


def test_the_documented_list_is_read():
    """The example in the module's own text works."""
    example = people.__doc__.split("\n\n")[1]
    assert read_people("\n".join(line.strip() for line in example.splitlines()).encode()) == (AMINA, PAUL)
