"""``python -m yitang``: the command line."""

from yitang.config.cli import main

if __name__ == "__main__":
    main()
