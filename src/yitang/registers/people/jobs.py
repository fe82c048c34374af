"""Background entry points of the people: a message to a member of staff about his account."""

from yitang.platform.jobs.public import Entry
from yitang.registers.people.public import tell_staff

JOBS = {"tell_staff": Entry(tell_staff)}
