"""The demo cases: one in every state that a case can be in."""

from infra.local.demo import scenarios
from infra.local.demo.scenarios import DemoCase

CASES = (
    DemoCase(
        name="link",
        state="ready to apply: the link is in the account holder's email",
        company="Juniper Studio",
        person="Noor Haddad",
        act=scenarios.ask_for_link,
    ),
    DemoCase(
        name="to_confirm",
        state="waiting for the account holder",
        company="Larch Logistics",
        person="Ines Moreau",
        act=scenarios.wait_for_holder,
        project={
            "name": "Delivery hours",
            "use": "We read the hours that our drivers report and compare them with our delivery plan each morning. "
            "Only our two planners see the result.",
        },
    ),
    DemoCase(
        name="owner",
        state="waiting for the key owner",
        company="Willow Research",
        person="Tomas Keller",
        act=scenarios.wait_for_owner,
        project={
            "name": "Interview calendar",
            "use": "We read the dates of our contracts and put them into the shared calendar of our research team, so "
            "that nobody books an interview twice. Only our team sees the calendar.",
        },
        facts={
            "members": [
                {"name": "Tomas Keller", "email": "tomas@willow.example", "role": "admin"},
                {"name": "Grace Obi", "email": "grace@willow.example", "role": "team_member"},
            ]
        },
        changes={"owner": {"name": "Grace Obi", "email": "grace@willow.example", "agreed": True}},
    ),
    DemoCase(
        name="safety",
        state="waiting for Trust & Safety",
        company="Orchard Foods",
        person="Maya Lindholm",
        act=scenarios.wait_for_safety,
        project={
            "name": "Team calendar",
            "use": "We read the start and end dates of our contracts and show them in the calendar of our kitchen "
            "teams. Only our own staff can open it.",
        },
    ),
    DemoCase(
        name="review",
        state="waiting for a reviewer",
        company="Harbour Payroll",
        person="Sam Okafor",
        act=scenarios.wait_for_reviewer,
        project={
            "name": "Weekly timesheets",
            "use": "We read the time reports of our own teams every night and put the hours into our payroll "
            "spreadsheet, so that nobody copies them by hand. Only our payroll staff see the result.",
        },
    ),
    DemoCase(
        name="flagged",
        state="waiting for a reviewer, with flags",
        company="Meadow Analytics",
        person="Leila Novak",
        act=scenarios.wait_for_reviewer,
        project={
            "name": "Hiring dashboard",
            "use": "We read our job posts and the applications to them, and count them by week. Our managers and our "
            "customers see the charts, so that they know how soon a team is complete.",
            "theme_colours": ["#732f85"],
        },
    ),
    DemoCase(
        name="question",
        state="waiting for the applicant's answer to a question",
        company="Copper Electric",
        person="Daniel Brandt",
        act=scenarios.ask_applicant,
        project={
            "name": "Crew planner",
            "use": "We read which fitters are on which contract and show it on a plan for the week, so that two sites "
            "never wait for the same person.",
        },
    ),
    DemoCase(
        name="rejected_by_policy",
        state="rejected at once by two rules; a re-review is possible",
        company="Pebble Design",
        person="Ana Duarte",
        act=scenarios.reject_by_policy,
        project={
            "name": "Invoice matcher",
            "use": "We read our invoices and match them with the payments in our accounts every evening. Only our "
            "bookkeeper uses it.",
        },
        facts={"has_photo": False, "company_address": None},
    ),
    DemoCase(
        name="rejected",
        state="rejected once by a reviewer; a reply is quarantined",
        company="Lantern Books",
        person="Yuki Tanaka",
        act=scenarios.reject_and_doubt_reply,
        project={
            "name": "Editor workload",
            "use": "We read how many hours our editors report on each title and draw a chart of it for our weekly "
            "meeting. Only our editorial team sees the chart.",
        },
    ),
    DemoCase(
        name="re_review",
        state="in re-review, waiting for a reviewer",
        company="Granite Works",
        person="Peter Lang",
        act=scenarios.re_review,
        project={
            "name": "Overtime report",
            "use": "We read the time reports of our own teams once a week and list everybody with more than forty "
            "hours, so that we can plan fairly.",
        },
    ),
    DemoCase(
        name="approved",
        state="approved, with an API key",
        company="Seagull Travel",
        person="Chloe Martin",
        act=scenarios.approve,
        project={
            "name": "Budget tracker",
            "use": "We read what we spend on each contract and put it into our budget every Monday. Only our finance "
            "team of four sees it.",
        },
    ),
    DemoCase(
        name="over_limit",
        state="approved; the app is over its limit, and the owner has replied",
        company="Falcon Fitness",
        person="Nadia Rossi",
        act=scenarios.go_over_limit,
        project={
            "name": "Class planner",
            "use": "We read the hours of our trainers and put them into the plan of our classes, so that no class is "
            "without a trainer. Only the four people at our reception see the plan.",
        },
    ),
    DemoCase(
        name="rejected_for_good",
        state="rejected for good, after a re-review",
        company="Bramble Media",
        person="Oliver Hart",
        act=scenarios.reject_for_good,
        project={
            "name": "Talent finder",
            "use": "We read our job posts and the profiles of people who applied to them, and rank the profiles for "
            "our recruiters inside the company.",
        },
    ),
    DemoCase(
        name="withdrawn",
        state="withdrawn by the applicant",
        company="Thistle Homes",
        person="Rosa Jimenez",
        act=scenarios.withdraw,
        project={
            "name": "Viewing schedule",
            "use": "We read the hours of our agents and put them into one schedule, so that we can plan who shows "
            "which flat. Only our office sees it.",
        },
    ),
    DemoCase(
        name="exception",
        state="exception, waiting for an approver",
        company="Summit Acoustics",
        person="Finn Aalto",
        act=scenarios.wait_for_approver,
        facts={"plan": "business", "is_high_value": True},
        changes={
            "api_use": "Reads the weekly time reports of the client's own teams into its payroll.",
            "company_does": "Measures noise at building sites and reports it to the builders.",
            "safety_check": "No open questions that I know of.",
        },
    ),
    DemoCase(
        name="exception_granted",
        state="exception, granted",
        company="Compass Clinics",
        person="Helen Vogel",
        act=scenarios.grant,
        facts={"plan": "business", "is_high_value": True},
        changes={
            "api_use": "Puts the hours of the client's translators into its staff plan.",
            "company_does": "Runs eleven outpatient clinics.",
            "safety_check": "Nothing known. The client has been with us for five years.",
        },
    ),
)
"""In the order in which a case goes through its states."""
