"""The worker's process: does the jobs that acts have asked for, delivers notices, gives back what a dead worker had."""

import os

import django


def main() -> None:
    """Run until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    os.environ["YITANG_POOL"] = "0"
    django.setup()
    from yitang.config import watchdog
    from yitang.config.guard import or_exit
    from yitang.platform.jobs.public import run_worker

    or_exit()
    watchdog.ready()
    run_worker(beat=watchdog.alive)


if __name__ == "__main__":
    main()
