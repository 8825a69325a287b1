"""Whom what is told of a municipality reaches: its officers, else the address on its card, else nobody."""

from collections import defaultdict
from dataclasses import dataclass, field

from municipalities.models import Municipality, Officer, User
from reports.models import MailChoice


@dataclass
class Addressees:
    """Of one municipality. `officers`: who reads at the bell; `writable`: whom a letter reaches; `unwilling`: who
    has an address and wants no letters."""

    municipality: Municipality
    officers: list[User] = field(default_factory=list)
    unwilling: list[User] = field(default_factory=list)

    @property
    def writable(self):
        return [user for user in self.officers if user.email and user not in self.unwilling]

    @property
    def card_address(self):
        """The address of the municipality itself, where no officer has one; empty otherwise."""
        return "" if any(user.email for user in self.officers) else self.municipality.email

    @property
    def addresses(self):
        """Where letters go."""
        return [user.email for user in self.writable] or list(filter(None, [self.card_address]))

    @property
    def is_reached(self):
        return bool(self.addresses)

    @property
    def why_not(self):
        """Why no letter reaches it, in a few words; empty where one does."""
        if self.is_reached:
            return ""
        if self.unwilling:
            return "исполнитель отказался от писем"
        return "у исполнителя нет адреса почты" if self.officers else "исполнитель не назначен, адреса нет"


def addressees(municipalities):
    """Key of a municipality → its Addressees, of these municipalities (two queries)."""
    found = {municipality.pk: Addressees(municipality) for municipality in municipalities}
    people = defaultdict(list)
    for link in Officer.objects.current().filter(municipality__in=list(found)).select_related("user").order_by("pk"):
        if link.user not in found[link.municipality_id].officers:
            found[link.municipality_id].officers.append(link.user)
            people[link.user_id].append(found[link.municipality_id])
    refusing = MailChoice.objects.filter(user__in=list(people), frequency=MailChoice.Frequency.NONE)
    for pk in refusing.values_list("user", flat=True):
        for one in people[pk]:
            one.unwilling += [user for user in one.officers if user.pk == pk and user.email]
    return found
