"""The register of official accounts as operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from connectors.parameters import LONDON, context, day, names, optional_text, text
from connectors.protocol import Call, InCase
from connectors.register_operation import council, of_case, operation


def accounts(call: Call, case: InCase) -> Mapping[str, Any]:
    """List the official accounts, all or those of one purpose, and count those that are not closed. Whoever has left oversees none."""
    purpose = optional_text(call, "purpose")
    known = [row for row in case.registers.overseen_accounts(council=council(call)) if purpose in (None, row["purpose"])]
    return {
        "accounts": [
            {"id": row["account"], **{name: row[name] for name in ("platform", "handle", "purpose", "status", "overseer")}}
            for row in known
        ],
        "openAccounts": sum(row["status"] != "closed" for row in known),
    }


def open_account(call: Call, case: InCase) -> Mapping[str, Any]:
    """Enter an official account as active."""
    account = case.registers.open_account(
        **of_case(call),
        platform=text(call, "platform"),
        handle=text(call, "handle"),
        purpose=text(call, "purpose"),
        overseer=optional_text(call, "overseer"),
        holders=names(call, "holders"),
        settings_checked_on=settings_checked_on(call),
        expires_on=day(call, "expiresOn"),
        account=optional_text(call, "account"),
        now=call.now,
    )
    return {"accountId": account, "accountStatus": "active"}


def settings_checked_on(call: Call) -> date | None:
    """Return the day on which the settings were checked: a date, or today where it says only that they were."""
    if call.parameters.get("settingsChecked") in (True, "yes"):
        return call.now.astimezone(LONDON).date()
    return None if call.parameters.get("settingsChecked") in (False, "no") else day(call, "settingsChecked")


def note_account(call: Call, case: InCase) -> Mapping[str, Any]:
    """Change what is given of an official account."""
    return changed(call, case, status=optional_text(call, "status"))


def close_account(call: Call, case: InCase) -> Mapping[str, Any]:
    """Close an official account for ever."""
    return changed(call, case, status="closed")


def changed(call: Call, case: InCase, *, status: str | None) -> Mapping[str, Any]:
    """Write the change and answer with the account's status."""
    account = text(call, "accountId")
    found = case.registers.note_account(
        **of_case(call),
        account=account,
        status=status,
        overseer=optional_text(call, "overseer"),
        holders=names(call, "holders") if "holders" in call.parameters else None,
        settings_checked_on=settings_checked_on(call),
        expires_on=day(call, "expiresOn"),
        details=dict(context(call, "details")),
        now=call.now,
    )
    return {"accountId": account, "accountStatus": found}


ACCOUNT_OPERATIONS = (
    operation(
        "accounts",
        "List the official accounts and how many are not closed",
        accounts,
        may_have="purpose",
        gives="accounts openAccounts",
    ),
    operation(
        "open_account",
        "Enter an official account",
        open_account,
        needs="platform handle purpose",
        may_have="account overseer holders settingsChecked expiresOn",
        gives="accountId accountStatus",
    ),
    operation(
        "note_account",
        "Change what is known of an official account",
        note_account,
        needs="accountId",
        may_have="status overseer holders settingsChecked expiresOn details",
        gives="accountId accountStatus",
    ),
    operation(
        "close_account",
        "Close an official account for ever",
        close_account,
        needs="accountId",
        may_have="details",
        gives="accountId accountStatus",
    ),
)
