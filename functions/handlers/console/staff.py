"""Who is on the staff, in the console."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import log
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.cases.staff import Permission, StaffMember
from domain.console.staff_register import chosen_roles, seen_roles, staff_values
from domain.model.errors import InvalidInput, StaffChanged
from handlers.console.staff_session import console_page, fields_of, session_of
from wiring import console, stores

pages, actions = Router(), Router()


@pages.get("/console/staff")
def show_staff() -> Response:
    """Everybody with their roles, the form for a new person, and what was changed."""
    member = session_of(pages).member
    member.must(Permission.MANAGE_STAFF)
    store, event = stores.staff_store(), pages.current_event
    changes = store.list_changes(query(event, "before"))
    own = (entry.what for entry in changes.entries if entry.by == member.address)
    confirmed = next(own, "") if "done" in event.query_string_parameters else ""
    return console_page(200, "staff", staff_values(store.list_members(), changes, confirmed=confirmed), pages)


@actions.post("/console/staff")
def change_staff() -> Response:
    """Adds a person, changes roles or removes a person, and redirects to the page; what is refused brings it back."""
    member, fields, store = session_of(actions).member, fields_of(actions), stores.staff_store()
    member.must(Permission.MANAGE_STAFF)
    try:
        _change(fields, member)
    except InvalidInput as error:
        status, problem = 422, error.problems[0].message
    except StaffChanged:
        status, problem = 409, "Somebody else changed this at the same time. The page shows how it is now."
    else:
        log("staff changed in the console")
        remains = store.get_member(member.address)
        return see_other("staff?done=1" if remains and remains.may(Permission.MANAGE_STAFF) else "../console")
    return console_page(
        status, "staff", staff_values(store.list_members(), store.list_changes(), fields, problem), actions
    )


def _change(fields: dict[str, str], by: StaffMember) -> None:
    register, address = console.staff_register(), fields.get("address", "")
    match fields.get("do", ""):
        case "add":
            register.add(address, chosen_roles(fields), by)
        case "remove":
            register.remove(address, seen_roles(fields), by)
        case _:
            register.set_roles(address, seen_roles(fields), chosen_roles(fields), by)
