"""What each field of a call means: the models say what is allowed, and no more."""

from adapters.web.images import LARGEST_ICON, LARGEST_SIDE

FIELDS: dict[str, dict[str, str]] = {
    "ApplicationRequest": {
        "account_id": "The client account that the key is for.",
        "applicant": "Who applies. The answer goes to this person.",
        "owner": "Who will own the key and answer for it, where that is not the applicant. This person gets a mail and "
        "confirms by link.",
        "project": "What the key is for.",
        "requests_per_hour": "How many requests an hour, at busy times.",
        "hours_per_day": "How many hours a day it runs like that. The policy looks at the product of the two.",
    },
    "Applicant": {
        "name": "The person's name, not a company's.",
        "email": "Where the answer goes, and from where a reply counts.",
        "role": "What the applicant is to the client.",
    },
    "Owner": {
        "name": "The person's name.",
        "email": "Where we ask for the confirmation.",
        "agreed": "Whether applicant and owner have agreed on it. Without that the policy rejects.",
    },
    "Project": {
        "name": "The project's own name, without the marketplace's brand in it.",
        "use": "What the API will be used for: which data, what the application does with it, who uses it. It can be "
        "blank here, and the policy rejects it then.",
        "exposure": "Whether anybody outside the client's company sees what the API feeds.",
        "commercial": "Whether it is sold, or part of something that is sold. The policy rejects what is.",
        "website": "Where the project can be seen.",
        "theme_colours": "The colours of the app, like `#1a2b3c`.",
        "icon": f"The logo or icon of the app: a PNG or JPEG image in base64, at most {LARGEST_ICON // 1024**2} MB and "
        f"{LARGEST_SIDE} pixels wide and high. What is kept is its look, and not the file.",
    },
    "AccountFacts": {
        "account_id": "The account. The same as in the address.",
        "name": "The name under which the account is registered.",
        "legal_name": "The legal name of the account's owner, as the identity document has it.",
        "business_name": "The company's name.",
        "plan": "The plan that the client is on.",
        "email": "The address for notices. Whoever reads its mail holds the account.",
        "company_address": "The address of the company contact.",
        "billing_address": "The address on the billing record.",
        "has_photo": "Whether the account has a profile photo.",
        "identity_verified_on": "The day on which the owner's identity was verified.",
        "members": "Who works with the account. Empty where nobody keeps them.",
        "spend_usd": "What the client has spent in all, in whole US dollars.",
        "customer_since": "The day on which the client came.",
        "reputation": "The client's average rating.",
        "employees": "How many people work for the client.",
        "is_high_value": "Whether this is a high-value client, who may be granted an exception.",
    },
    "Address": {
        "street": "Street and number.",
        "unit": "Suite or apartment.",
        "city": "City or town.",
        "region": "State, province or region.",
        "postal_code": "Postal code.",
        "country": "Country, as its ISO 3166-1 code of two letters.",
    },
    "AccountMember": {
        "name": "The person's name.",
        "email": "The address that the account knows.",
        "role": "What the person is to the account.",
    },
    "ExceptionRequest": {
        "account_id": "The client's account, which is not on the Enterprise plan.",
        "account_manager": "Who files the exception, and hears of it.",
        "spend_usd": "What the client has spent in all, in whole US dollars.",
        "customer_since": "The day on which the client came. It cannot be one to come.",
        "reputation": "The client's average rating.",
        "employees": "How many people work for the client.",
        "api_use": "What the client will use the API for.",
        "company_does": "What the client's company does.",
        "safety_check": "What Trust & Safety should know, or has said before.",
    },
    "AccountManager": {"name": "The person's name.", "email": "Where the answer goes."},
}
"""Each field of each body that is taken, by the name of its model."""

BODIES = {
    "ApplicationRequest": "An application. Without an owner, the applicant will own the key.",
    "Applicant": "The person who applies.",
    "Owner": "The person who will own the key, where that is not the applicant.",
    "Project": "What the key is for.",
    "AccountFacts": "What the marketplace knows of an account. What can be left out counts as not known.",
    "Address": "A physical address, as far as it is on record. What of it must be there, the policy says.",
    "AccountMember": "A person who works with the account.",
    "ExceptionRequest": "The seven criteria by which an exception is judged.",
    "AccountManager": "Who files an exception.",
}
