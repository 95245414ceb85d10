"""What an application says and an account has, as reviewers read it."""

from domain.model.account import AccountMember, MemberRole
from domain.presentation.fact_sheet import MAX_MEMBERS, account_facts, request_facts
from tests.examples import application, facts, request_data


def members(number: int) -> tuple[AccountMember, ...]:
    one = AccountMember(name="Avery Example", email="avery@client.example", role=MemberRole.TEAM_MEMBER)
    return tuple(one.model_copy(update={"name": f"Person {n}"}) for n in range(number))


def test_all_that_an_application_says_is_shown_with_its_name() -> None:
    data = request_data(owner={"name": "Robin Example", "email": "robin@client.example", "agreed": True})
    data["project"] |= {"exposure": "third_parties", "website": "https://client.example", "theme_colours": ["#112233"]}
    data["applicant"]["role"] = "team_member"

    told = request_facts(application(data).request)

    assert told["Seen by"] == "third parties"
    assert told["Website"] == "https://client.example"
    assert told["Colours"] == "#112233"
    assert told["Commercial"] == "no"
    assert told["Applicant"] == "Avery Example (team member), avery@client.example"
    assert told["Owner of the key"] == "Robin Example, robin@client.example"
    assert "Website" not in request_facts(application(request_data(), website=None).request), (
        "what nobody said is left out"
    )


def test_the_members_of_an_account_are_named_up_to_a_number_and_then_counted() -> None:
    full = account_facts(facts(members=members(MAX_MEMBERS)))["Members"].split(", ")
    more = account_facts(facts(members=members(MAX_MEMBERS + 2)))["Members"].split(", ")

    assert full == [f"Person {one} (team member)" for one in range(MAX_MEMBERS)]
    assert more == [*full, "and 2 more"]
    assert "Members" not in account_facts(facts())
