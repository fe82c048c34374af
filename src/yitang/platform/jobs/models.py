"""Our own table of jobs. The queue's tables are procrastinate's, in the schema ``jobs``, and are not models of ours."""

from django.db import models


class Job(models.Model):
    """One job that an act has asked for. ``done_at`` is set in the transaction of the job's work: that is what makes it once."""

    key = models.CharField(max_length=120, primary_key=True, db_collation="C")
    name = models.CharField(max_length=80, db_collation="C")
    act_id = models.UUIDField()
    trace_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_job"
        indexes = [models.Index(fields=["done_at"], name="jobs_job_done")]
