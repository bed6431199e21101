"""The lending desk in the back office: the board, the scanner, counting, queues, stocktakes."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from resources import bookings, holds, loans
from resources.models import Act, Booking, Check, Copy, Hold, Item, Loan, Stocktake
from tests.factories import (
    BookingFactory,
    CopyFactory,
    HoldFactory,
    ItemFactory,
    KitFactory,
    LoanFactory,
    MaterialFactory,
    OrganisationFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    StructureMemberFactory,
    UserFactory,
)
from tests.resources.test_desk import answer, refused

TUESDAY = date(2027, 3, 2)
DAY = timedelta(days=1)
BOARD, SCAN = reverse("lending:board"), reverse("lending:scan")
BOOKINGS, HOLDS = reverse("lending_bookings:index"), reverse("lending_holds:index")
LEND = reverse("resources_loans:add")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def house():
    """Alice keeps the copies of her organisation; Bob those of the other; Charlie edits pages."""
    holder, other = OrganisationFactory(), OrganisationFactory()
    return {
        "holder": holder,
        "alice": UserFactory(role="documentation", organisation=holder),
        "bob": UserFactory(role="accueil", organisation=other),
        "charlie": UserFactory(role="rédaction", organisation=holder),
    }


@pytest.fixture
def kit(house):
    kit = KitFactory(code="MALLE-1", holder=house["holder"])
    ItemFactory(copy=kit, label="cube", quantity=24, material=MaterialFactory(days=1))
    return kit


@pytest.mark.parametrize(
    "address",
    [BOARD, SCAN, BOOKINGS, HOLDS, reverse("lending:labels"), reverse("lending_structures:index")],
)
def test_only_who_lends_sees_the_desk(client, house, address):
    assert answer(client, house["alice"], address).status_code == 200
    assert answer(client, house["bob"], address).status_code == 200
    assert refused(answer(client, house["charlie"], address))
    client.logout()
    assert refused(client.get(address))


def test_stocktakes_and_materials_are_for_the_documentation(client, house):
    for name in ("lending:stocktakes", "lending_materials:index", "lending_days:index"):
        assert answer(client, house["alice"], reverse(name)).status_code == 200
        assert refused(answer(client, house["bob"], reverse(name)))


def everything_today(holder, person):
    """One of each line of the board."""
    mine = {"copy__holder": holder, "person": person}
    BookingFactory(**mine, status="requested", starts_on=TUESDAY + 9 * DAY, last_name="Tréfin")
    BookingFactory(**mine, starts_on=TUESDAY, last_name="Tréfin")
    LoanFactory(copy__holder=holder, borrower=person, due_on=TUESDAY)
    copy = CopyFactory(holder=holder, resource__loan_days=9)
    day = {"ready_on": TUESDAY, "pick_up_until": TUESDAY + 7 * DAY}
    HoldFactory(resource=copy.resource, copy=copy, person=person, status="ready", **day)
    returned = LoanFactory(copy__holder=holder, returned_on=TUESDAY)
    Check.objects.create(copy=returned.copy, loan=returned, moment="back")
    CopyFactory(holder=holder, dirty_since=TUESDAY)


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_shows_each_thing_to_do_at_the_same_cost(
    client, house, django_assert_num_queries, number
):
    for _ in range(number):
        everything_today(house["holder"], PersonFactory(last_name="Tréfin"))
    answer(client, house["alice"], BOARD)

    with django_assert_num_queries(19):
        board = client.get(BOARD).context["board"]

    lines = (board.requests, board.leaving, board.coming, board.ready, board.to_count)
    assert [len(line) for line in lines] == [number] * 5
    assert len(board.to_clean) == number


def test_a_name_is_read_by_those_who_hold_the_copy(client, house):
    everything_today(house["holder"], PersonFactory(last_name="Tréfin"))
    pages = [
        BOARD,
        reverse("lending_bookings:edit", args=[Booking.objects.first().pk]),
        reverse("lending_holds:edit", args=[Hold.objects.get().pk]),
        f"{SCAN}?code={Hold.objects.get().copy.code}",
    ]

    for page in pages:
        assert "Tréfin" in answer(client, house["alice"], page).content.decode(), page
        assert "Tréfin" not in answer(client, house["bob"], page).content.decode(), page


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(BOOKINGS, 11), (HOLDS, 11)])
def test_lists_cost_the_same_whatever_they_hold(
    client, house, django_assert_num_queries, number, address, queries
):
    BookingFactory.create_batch(number, copy__holder=house["holder"])
    for _ in range(number):
        HoldFactory(resource=CopyFactory(holder=house["holder"]).resource)
    answer(client, house["alice"], address)

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(response.context["object_list"]) == number


# The scanner


def scanned(client, user, copy):
    response = answer(client, user, f"{SCAN}?code={copy.code.lower()}")
    assert response.status_code == 200
    return str(response.context["proposal"].next)


def test_the_scanner_goes_with_a_kit_from_its_booking_to_its_cleaning(client, house, kit, tuesday):
    alice = house["alice"]
    assert scanned(client, alice, kit) == "lend"
    booking = bookings.ask(kit, PersonFactory(), TUESDAY, TUESDAY + 7 * DAY, confirmed=True)
    assert scanned(client, alice, kit) == "prepare"
    bookings.prepare(booking, alice)
    assert scanned(client, alice, kit) == "leave"
    loan = loans.lend_booked(booking)
    assert scanned(client, alice, kit) == "take_back"
    loans.take_back(loan)
    assert scanned(client, alice, kit) == "count"
    count = reverse("lending:count", args=[Check.objects.get(moment="back").pk])
    answer(client, alice, count, {f"found_{kit.items.get().pk}": 24})
    assert scanned(client, alice, kit) == "clean"
    answer(client, alice, reverse("lending:clean", args=[kit.pk]), {})
    assert scanned(client, alice, kit) == "lend"
    assert "nettoyée le" in client.get(f"{SCAN}?code=MALLE-1").content.decode()


@pytest.mark.parametrize(
    ("status", "proposed"), [("withdrawn", "stop"), ("recalled", "stop"), ("missing", "found")]
)
def test_what_must_not_leave_is_stopped_at_the_scan(client, house, status, proposed):
    copy = CopyFactory(status=status, resource__loan_days=9)

    assert scanned(client, house["alice"], copy) == proposed
    data = {"code": copy.code, "first_name": "A", "last_name": "B"}
    assert answer(client, house["alice"], LEND, data).status_code == 422
    assert Loan.objects.count() == 0


def test_an_address_read_on_a_label_is_a_code(client, house):
    copy = CopyFactory(code="MALLE-9")

    address = "https://x.fr/gestion/pret/scanner/%3Fcode%3DMALLE-9"
    response = answer(client, house["alice"], f"{SCAN}?code={address}")

    assert response.context["proposal"].copy == copy


@pytest.mark.parametrize("code", ["ZZZ", "https://[", "' OR 1=1", "\x00"])
def test_a_code_that_is_none_is_said(client, house, code):
    client.force_login(house["alice"])

    response = client.get(SCAN, {"code": code})

    assert response.status_code == 404
    assert "Aucun exemplaire ne porte le code" in response.content.decode()


def test_reading_a_code_changes_nothing(client, house, kit):
    loans.lend(kit, PersonFactory())
    before = list(Copy.objects.values()), list(Loan.objects.values()), Act.objects.count()

    scanned(client, house["alice"], kit)

    assert before == (list(Copy.objects.values()), list(Loan.objects.values()), Act.objects.count())


# Lending and counting


def test_a_rule_is_set_aside_by_a_tick_that_only_shows_once_it_has_refused(client, house, tuesday):
    CopyFactory(code="LIVRE-1", resource__loan_days=21)
    tuesday.shift(5 * DAY)  # a Sunday
    data = {"code": "LIVRE-1", "first_name": "Ana", "last_name": "Test"}
    assert "despite" not in answer(client, house["alice"], LEND).content.decode()

    response = answer(client, house["alice"], LEND, data)
    assert response.status_code == 422
    assert 'name="despite"' in response.content.decode()

    answer(client, house["alice"], LEND, {**data, "despite": "1"})
    assert Loan.objects.count() == 1
    assert Act.objects.filter(what="despite", by=house["alice"]).exists()


def test_somebody_borrows_for_their_structure_after_the_fact(client, house):
    CopyFactory(code="LIVRE-1", resource__loan_days=21)
    member = StructureMemberFactory(person=PersonFactory(email="ana@example.org"))

    data = {"code": "LIVRE-1", "email": "ana@example.org", "first_name": "A", "last_name": "B"}
    data |= {"structure": member.structure.pk, "on": "2027-02-27"}
    answer(client, house["alice"], LEND, data)

    loan = Loan.objects.get()
    assert (loan.borrower, loan.structure) == (member.person, member.structure)
    assert loan.lent_on == date(2027, 2, 27)


def picture(name="roue.png"):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def test_a_kit_is_counted_with_remarks_and_photos(client, house, kit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loan = loans.lend(kit, PersonFactory())
    loans.take_back(loan)
    check, item = Check.objects.get(moment="back"), kit.items.get()
    screen = reverse("lending:count", args=[check.pk])
    assert answer(client, house["alice"], screen).status_code == 200

    data = {f"found_{item.pk}": 22, f"remark_{item.pk}": "deux cubes mordus", "note": "À laver."}
    answer(client, house["alice"], screen, {**data, "photos": [picture(), picture("coin.png")]})

    check.refresh_from_db()
    assert (check.note, check.closed_on, check.photos.count()) == ("À laver.", None, 2)
    page = client.get(reverse("resources_loans:edit", args=[loan.pk])).content.decode()
    assert "cube : 22 sur 24" in page
    assert "<strong>2 en moins</strong> (deux cubes mordus)" in " ".join(page.split())
    answer(client, house["alice"], reverse("lending:settle", args=[check.pk]), {})
    check.refresh_from_db()
    assert check.closed_on == TUESDAY


@pytest.mark.parametrize("found", ["", "25", "-1", "beaucoup"])
def test_a_count_that_cannot_be_is_said_and_nothing_typed_is_lost(client, house, kit, found):
    loans.take_back(loans.lend(kit, PersonFactory()))
    check, item = Check.objects.get(moment="back"), kit.items.get()

    screen = reverse("lending:count", args=[check.pk])
    data = {f"found_{item.pk}": found, "note": "Roue fêlée."}
    response = answer(client, house["alice"], screen, data)

    assert response.status_code == 422
    assert "Roue fêlée." in response.content.decode()
    check.refresh_from_db()
    assert check.counted_at is None


def test_a_file_that_is_no_picture_is_refused(client, house, kit):
    loans.take_back(loans.lend(kit, PersonFactory()))
    check, item = Check.objects.get(moment="back"), kit.items.get()
    fake = SimpleUploadedFile("a.png", b"<script>", "image/png")

    screen = reverse("lending:count", args=[check.pk])
    response = answer(client, house["alice"], screen, {f"found_{item.pk}": 24, "photos": [fake]})

    assert response.status_code == 422
    assert response.context["form"].errors["photos"]


def test_the_slip_says_what_is_inside_and_when_it_is_due(client, house, kit):
    loan = loans.lend(kit, PersonFactory(first_name="Ana", last_name="Tréfin"))
    slip = reverse("resources_loans:slip", args=[loan.pk])

    def text(name):
        pdf = PdfReader(io.BytesIO(answer(client, house[name], slip).content))
        return " ".join(page.extract_text() for page in pdf.pages)

    assert "Ana Tréfin" in text("alice")
    assert "24 sur 24" in text("alice")
    assert "mardi 23 mars 2027" in text("alice").replace("\N{NO-BREAK SPACE}", " ")
    assert "Tréfin" not in text("bob")


# Labels


def test_labels_start_where_the_sheet_has_some_left(client, house):
    CopyFactory.create_batch(25, holder=house["holder"])
    CopyFactory(holder=house["holder"], status="withdrawn", code="PARTI-1")
    data = {"imprimer": "1", "codes": "", "holder": house["holder"].pk, "first": 3}

    client.force_login(house["alice"])
    response = client.get(reverse("lending:labels"), data)

    pdf = PdfReader(io.BytesIO(response.content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert len(pdf.pages) == 2
    assert text.count("EX-") == 25
    assert "PARTI-1" not in text


def test_labels_of_codes_that_are_none_are_refused(client, house):
    client.force_login(house["alice"])

    for codes, said in [("ZZZ-1", "ZZZ-1"), ("", "Donnez des codes")]:
        asked = {"imprimer": "1", "codes": codes}
        response = client.get(reverse("lending:labels"), asked)
        assert response.status_code == 422
        assert said in response.content.decode()


# Bookings and queues


def test_a_booking_is_answered_prepared_and_handed_over(client, house, kit):
    booking = bookings.ask(kit, PersonFactory(), TUESDAY, TUESDAY + 7 * DAY)

    def act(what):
        answer(
            client,
            house["alice"],
            reverse("lending_bookings:act", args=[booking.pk, what]),
            {"reply": ""},
        )
        booking.refresh_from_db()
        return booking.status

    assert [act("confirmer"), act("preparer")] == ["confirmed", "prepared"]
    assert act("confirmer") == "prepared"  # said, and nothing changes
    out = reverse("lending_bookings:hand_over", args=[booking.pk])
    check = answer(client, house["alice"], out, {})
    assert check.url == reverse("lending:count", args=[Check.objects.get().pk])
    assert Loan.objects.get().booking == booking


def test_an_unknown_act_is_none(client, house, kit):
    booking = BookingFactory(copy=kit)
    client.force_login(house["alice"])

    address = reverse("lending_bookings:act", args=[booking.pk, "voler"])

    assert client.post(address).status_code == 404


def test_the_team_books_a_kit_for_somebody(client, house, kit):
    data = {
        "code": "MALLE-1",
        "starts_on": "2027-03-09",
        "ends_on": "2027-03-16",
        "first_name": "Ana",
        "last_name": "Test",
    }
    add = reverse("lending_bookings:add")
    answer(client, house["alice"], add, data)
    assert Booking.objects.get().status == "confirmed"

    response = answer(client, house["alice"], add, {**data, "last_name": "Autre"})
    assert response.status_code == 422
    [sentence] = response.context["form"].non_field_errors()
    assert sentence.startswith("La malle est prise du 9")
    assert "Autre" in response.content.decode()


def test_a_hold_is_placed_moved_for_a_reason_and_collected(client, house):
    copy = CopyFactory(resource__loan_days=21, holder=house["holder"])
    LoanFactory(copy=copy)
    data = {"resource": copy.resource.pk, "first_name": "Ana", "last_name": "Test"}
    for _ in range(2):
        answer(client, house["alice"], reverse("lending_holds:add"), data)
    first, second = Hold.objects.order_by("ticket")

    screen = reverse("lending_holds:edit", args=[second.pk])
    assert answer(client, house["alice"], screen, {"place": 1, "why": ""}).status_code == 422
    answer(client, house["alice"], screen, {"place": 1, "why": "atelier de jeudi"})
    assert list(Hold.objects.waiting()) == [second, first]
    assert "atelier de jeudi" in client.get(screen).content.decode()

    loans.take_back(copy.loans.get())
    answer(client, house["alice"], reverse("lending_holds:collect", args=[second.pk]), {})
    second.refresh_from_db()
    assert second.status == "collected"


@pytest.mark.parametrize("act", ["cancel", "collect"])
def test_acts_are_buttons_and_never_links(client, house, act):
    copy = CopyFactory(resource__loan_days=21)
    hold = holds.place(copy.resource, PersonFactory())
    address = reverse(f"lending_holds:{act}", args=[hold.pk])
    client.force_login(house["alice"])

    assert client.get(address).status_code == 405
    hold.refresh_from_db()
    assert hold.status == "ready"


# Contents, structures, stocktakes


def test_the_checklist_of_a_copy_is_written_line_by_line(client, house, kit):
    item = kit.items.get()
    Item.objects.update(present=20)
    screen = reverse("lending:checklist", args=[kit.pk])
    assert "20 sur 24" in answer(client, house["alice"], screen).content.decode()

    answer(
        client,
        house["alice"],
        screen,
        {
            "items-TOTAL_FORMS": 2,
            "items-INITIAL_FORMS": 1,
            "items-0-id": item.pk,
            "items-0-label": "cube",
            "items-0-kind": "piece",
            "items-0-quantity": 24,
            "items-0-position": 0,
            "items-1-label": "livret",
            "items-1-kind": "document",
            "items-1-quantity": 1,
            "items-1-position": 1,
        },
    )
    assert [str(row) for row in kit.items.all()] == ["cube", "livret"]

    answer(client, house["alice"], reverse("lending:refill", args=[item.pk]), {})
    assert kit.items.get(label="cube").there == 24


def test_a_structure_names_people_and_forgets_them(client, house):
    structure = StructureFactory()
    screen = reverse("lending_structures:people", args=[structure.pk])
    data = {"email": "ana@example.org", "first_name": "Ana", "last_name": "Test"}

    answer(client, house["alice"], screen, data)
    member = structure.members.get()
    assert "Ana Test" in client.get(screen).content.decode()

    gone = reverse("lending_structures:remove", args=[structure.pk, member.pk])
    answer(client, house["alice"], gone, {})
    assert structure.members.count() == 0


def test_a_copy_with_a_loan_is_not_withdrawn_by_its_form(client, house):
    loan = LoanFactory()
    copy = loan.copy
    edit = reverse("resources_copies:edit", args=[copy.pk])
    data = {
        "resource": copy.resource_id,
        "code": copy.code,
        "holder": copy.holder_id,
        "status": "withdrawn",
        "condition": "good",
    }

    response = answer(client, house["alice"], edit, data)
    assert "notez d’abord son retour" in response.content.decode()

    loans.take_back(loan)
    answer(client, house["alice"], edit, data)
    copy.refresh_from_db()
    assert copy.status == "withdrawn"
    assert Act.objects.get(what="status").words == "en service → retiré"


def test_a_stocktake_finds_what_is_missing_and_what_is_found_again(client, house):
    alice, holder = house["alice"], house["holder"]
    there, lost, back = (
        CopyFactory(holder=holder, code=code, resource__loan_days=9)
        for code in ("A-1", "A-2", "A-3")
    )
    Copy.objects.filter(pk=back.pk).update(status="missing")
    out = LoanFactory(copy=CopyFactory(holder=holder)).copy
    gone = CopyFactory(holder=holder, status="withdrawn", code="A-4")
    foreign = CopyFactory(code="B-1")
    answer(client, alice, reverse("lending:stocktakes"), {"holder": holder.pk})
    screen = reverse("lending:stocktake", args=[Stocktake.objects.get().pk])
    again = answer(client, alice, reverse("lending:stocktakes"), {"holder": holder.pk})
    assert again.status_code == 422

    for code, status in [("a-1", 200), ("A-3", 200), ("A-3", 200), ("A-4", 422), ("B-1", 422)]:
        assert answer(client, alice, screen, {"code": code}).status_code == status, code
    assert answer(client, alice, screen, {"code": "nimporte"}).status_code == 422
    answer(client, alice, reverse("lending:finish", args=[Stocktake.objects.get().pk]), {})

    statuses = dict(Copy.objects.values_list("code", "status"))
    assert [statuses[copy.code] for copy in (there, lost, back, out, gone, foreign)] == [
        *["in_service", "missing", "in_service", "in_service", "withdrawn", "in_service"]
    ]
    assert answer(client, alice, screen, {"code": "A-2"}).status_code == 422  # it is over


def test_what_was_missing_is_found_by_its_button(client, house):
    copy = CopyFactory(status="missing", resource=ResourceFactory(loan_days=9))

    answer(client, house["alice"], reverse("lending:found", args=[copy.pk]), {})

    copy.refresh_from_db()
    assert copy.status == "in_service"
