"""A resource as search engines read it: schema.org in JSON-LD, safe inside a script element."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe

from resources import citations

# What could close the script element, or start another one, never appears as itself.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def script(resource):
    """The text of the script element; every character that HTML would read is escaped."""
    text = json.dumps(_described(resource), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped just above


def _described(resource):
    described = {
        "@context": "https://schema.org",
        "@type": [citations.form(resource).schema, "LearningResource"],
        "name": resource.title,
        "description": resource.summary,
        "url": citations.address(resource),
        "learningResourceType": resource.type.label,
        "author": [_author(name) for name in citations.authors(resource.author)],
        "publisher": resource.publisher and {"@type": "Organization", "name": resource.publisher},
        "datePublished": resource.year and str(resource.year),
        "isbn": resource.isbn,
        "inLanguage": resource.language,
        "license": resource.licence and {"@type": "CreativeWork", "name": resource.licence},
        "timeRequired": resource.minutes and f"PT{resource.minutes}M",
        "keywords": citations.keywords(resource),
        "audience": _audience(resource),
        "encoding": [_encoding(file) for file in resource.files.all() if file.weight],
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in described.items() if value}


def _author(name):
    """« Nom, Prénom » is somebody; of a whole name, nothing is said but the name."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and given:
        return {"@type": "Person", "name": f"{given} {family}"}
    return {"name": name}


def _encoding(file):
    return {
        "@type": "MediaObject",
        "name": str(file),
        "contentUrl": settings.SITE_URL + file.document.url,
        "encodingFormat": file.media_type,
    }


def _audience(resource):
    audience = [
        {"@type": "Audience", "audienceType": audience.label}
        for audience in resource.audiences.all()
    ]
    ages = {"minValue": resource.age_min_months, "maxValue": resource.age_max_months}
    ages = {name: months for name, months in ages.items() if months is not None}
    if ages:
        age = {"@type": "QuantitativeValue", "unitCode": "MON", **ages}
        audience.append({"@type": "PeopleAudience", "suggestedAge": age})
    return audience
