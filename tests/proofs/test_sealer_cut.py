"""The sealer is cut off before each of its statements and commits: what it began it ends, both witnesses hold one and the same log."""

from pathlib import Path

from django.db import connection

from tests.proofs.knives import knife
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, Several, act, seal_once, verify_installation
from yitang.platform.audit.sealing import BOTH, SHA256
from yitang.platform.database.public import row


def test_a_sealer_that_is_cut_off_anywhere_goes_on_with_what_it_began(committed_db: None, tmp_path: Path) -> None:
    near, far = FolderWitness(tmp_path / "near"), FolderWitness(tmp_path / "far")
    cuts = 0
    for at_statement in range(100):
        for n in range(2):
            with act(Viewer.system(), "test.act") as this:
                this.on("thing", n)
        with knife(at_statement) as blade:
            try:
                seal_once(Several({"near": near, "far": far}), by=BOTH if at_statement % 3 else SHA256)
            except BaseException:
                if not blade.fell:
                    raise
        if not blade.fell:
            break
        cuts += 1
        connection.close()
        # Now and then one of them is away just then.
        seal_once(near if at_statement % 2 else Several({"near": near, "far": far}))
    assert cuts > 8, "the knife fell at every statement and commit"
    while seal_once(Several({"near": near, "far": far})):
        pass
    assert row("SELECT count(*) AS sealed, (SELECT count(*) FROM audit_row) AS written FROM audit_leaf") == {"sealed": 2 * cuts + 2, "written": 2 * cuts + 2}
    for witness in (near, far):
        report = verify_installation(witness)
        assert report.good, report.words()
    assert [one.root for one in near.batches()][-1] == [one.root for one in far.batches()][-1]
