from domain.model.account import AccountMember, MemberRole
from domain.presentation.fact_sheet import MAX_MEMBERS, account_facts, request_facts, usage_words
from tests.examples import application, facts, request_data


def members(count: int) -> tuple[AccountMember, ...]:
    facts = {"email": "avery@client.example", "role": MemberRole.TEAM_MEMBER}
    return tuple(AccountMember.model_validate({"name": f"Person {n}", **facts}) for n in range(count))


def test_request_facts_have_all_that_is_stated() -> None:
    data = request_data(owner={"name": "Robin Example", "email": "robin@client.example", "agreed": True})
    data["project"] |= {"exposure": "third_parties", "website": "https://client.example", "theme_colours": ["#112233"]}
    data["applicant"]["role"] = "team_member"

    assert request_facts(application(data).request).items() >= {
        ("Who will see the data?", "People outside the client's company too"),
        ("Website", "https://client.example"),
        ("Colours", "#112233"),
        ("Is the project commercial?", "No"),
        ("Applicant", "Avery Example (team member), avery@client.example"),
        ("Key owner", "Robin Example, robin@client.example"),
    }
    assert "Website" not in request_facts(application(request_data(), website=None).request), "it is not stated"


def test_members_are_named_up_to_a_limit_and_then_counted() -> None:
    full = account_facts(facts(members=members(MAX_MEMBERS)))["Members"].split(", ")
    more = account_facts(facts(members=members(MAX_MEMBERS + 2)))["Members"].split(", ")

    assert full == [f"Person {n} (team member)" for n in range(MAX_MEMBERS)]
    assert more == [*full, "and 2 more"]
    assert "Members" not in account_facts(facts())


def test_one_hour_a_day_is_in_the_singular() -> None:
    once = application(request_data(hours_per_day=1)).request

    assert usage_words(once) == "200 requests per hour, 1 hour a day: 200 requests per day"
