"""Keys: wrapped values open only in their place, signatures pass for one use, nobody else does cryptography."""

import ast
import hmac
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from yitang.config.rooms import HOUSE
from yitang.platform.keys import operations, store
from yitang.platform.keys.public import (
    INVENTORY,
    CannotUnwrap,
    TooManyPasswordChecks,
    blind_index,
    blind_index_under,
    blind_indexes,
    device_signature_fits,
    digest_token,
    hash_password,
    installation,
    key_of,
    mac,
    mac_fits,
    password_fits,
    public_key,
    public_keys,
    random_digits,
    random_token,
    rotate,
    sign,
    take_out,
    unwrap,
    verify,
    verify_with,
    wrap,
)

PLACE = "people_document:number_cipher:1"
SPKI = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo


@given(st.binary(max_size=300))
def test_what_is_wrapped_comes_back_in_its_place(installation: Path, clear: bytes) -> None:
    assert unwrap(wrap(clear, PLACE), PLACE) == clear


def test_a_value_moved_to_another_row_does_not_open(keys: Path) -> None:
    with pytest.raises(CannotUnwrap):
        unwrap(wrap(b"x", PLACE), PLACE + "2")


def test_a_value_with_any_byte_changed_does_not_open(keys: Path) -> None:
    value = wrap(b"110101199003071234", PLACE)
    for place in range(len(value)):
        with pytest.raises(CannotUnwrap):
            unwrap(value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :], PLACE)
    for length in range(len(value)):
        with pytest.raises(CannotUnwrap):
            unwrap(value[:length], PLACE)


def test_the_same_clear_text_never_gives_the_same_value(keys: Path) -> None:
    assert len({wrap(b"x", PLACE) for _ in range(1000)}) == 1000


def test_a_value_of_another_installation_does_not_open_even_with_the_same_key(keys: Path) -> None:
    value = wrap(b"x", PLACE)
    (keys / "installation").write_text("0" * 16)
    store._read.cache_clear()
    with pytest.raises(CannotUnwrap):
        unwrap(value, PLACE)


def test_after_a_new_key_old_values_still_open_and_new_ones_name_the_new_key(keys: Path) -> None:
    old = wrap(b"x", PLACE)
    assert rotate("data") == "data.2"
    new = wrap(b"y", PLACE)
    assert (key_of(old), key_of(new)) == ("data.1", "data.2")
    assert (unwrap(old, PLACE), unwrap(new, PLACE)) == (b"x", b"y")


def test_a_blind_index_is_the_same_however_the_number_was_typed_and_differs_by_column(keys: Path) -> None:
    assert blind_index("id", "11010519491231002X") == blind_index("id", " １１０１０５ 19491231002ｘ")
    assert blind_index("id", "1") != blind_index("phone", "1")
    assert len(blind_index("id", "1")) == 32


def test_a_signature_for_one_use_does_not_pass_for_another(keys: Path) -> None:
    key_id, signature = sign("document", b"m")
    assert verify("document", key_id, b"m", signature)
    assert not verify("head", key_id, b"m", signature)
    assert not verify("document", key_id, b"n", signature)
    assert not verify("document", "sign-document.9", b"m", signature)
    assert verify_with(public_key(key_id), "document", b"m", signature)
    assert public_keys("document") == {key_id: public_key(key_id)}


def test_a_mac_fits_its_message_and_key_only(keys: Path) -> None:
    key_id, code = mac("audit", b"m")
    assert mac_fits(key_id, b"m", code)
    assert not mac_fits(key_id, b"n", code)
    assert not mac_fits("mac-audit.9", b"m", code)
    assert not mac_fits("../data.1", b"m", code)


def test_what_is_no_key_for_this_opens_no_file_and_fits_nothing(keys: Path) -> None:
    """The id of a key stands in rows and on paper, so somebody else may have written it: by the name of the installation, which is no secret."""
    name = installation().encode()
    wrap(b"x", PLACE)
    for key_id, key in (("installation", name), ("data.1", (keys / "data.1").read_bytes())):
        assert not mac_fits(key_id, b"m", hmac.digest(key, b"m", "sha256"))
    for key_id in ("", ".", "..", "installation", ".lock", "data", "data.1", "mac-audit.", "x" * 300, f"sign-document.{'1' * 300}", "../keys/data.1"):
        assert not mac_fits(key_id, b"m", b"")
        assert not verify("document", key_id, b"m", bytes(64))
        if key_id != "data.1":
            with pytest.raises(FileNotFoundError):
                store.by_id(key_id)


def test_a_browsers_p256_signature_and_an_ed25519_one_fit_and_nothing_else_does() -> None:
    browser = ec.generate_private_key(ec.SECP256R1())
    r, s = decode_dss_signature(browser.sign(b"m", ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    spki = browser.public_key().public_bytes(*SPKI)
    assert device_signature_fits(spki, b"m", raw)
    assert not device_signature_fits(spki, b"n", raw)
    assert not device_signature_fits(spki, b"m", raw + b"\0")
    assert not device_signature_fits(spki, b"m", raw[:63])
    assert not device_signature_fits(b"junk", b"m", raw)
    device = Ed25519PrivateKey.generate()
    assert device_signature_fits(device.public_key().public_bytes(*SPKI), b"m", device.sign(b"m"))
    other = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*SPKI)
    assert not device_signature_fits(other, b"m", raw)


def test_a_password_is_kept_as_argon2id_at_the_stated_cost() -> None:
    stored = hash_password("correct horse")
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert password_fits(stored, "correct horse")
    assert not password_fits(stored, "wrong")
    assert not password_fits("", "wrong")
    assert not password_fits("not a hash", "wrong")


def test_at_most_four_passwords_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "WAIT_FOR_A_PLACE_S", 0.05)
    taken = [operations._AT_ONCE.acquire(timeout=1) for _ in range(4)]
    assert all(taken)
    outcome: list[type] = []

    def fifth() -> None:
        try:
            hash_password("x")
        except TooManyPasswordChecks as refusal:
            outcome.append(type(refusal))

    thread = threading.Thread(target=fifth)
    thread.start()
    thread.join()
    for _ in taken:
        operations._AT_ONCE.release()
    assert outcome == [TooManyPasswordChecks]
    assert hash_password("x")


def test_tokens_have_256_bits_and_only_their_digest_is_stored() -> None:
    token = random_token()
    assert len(token) == 43
    assert len(digest_token(token)) == 32
    assert len(random_digits(6)) == 6
    assert random_digits(6).isdigit()


def test_the_installation_has_one_name(keys: Path) -> None:
    assert installation() == installation()
    assert len(installation()) == 16


def test_a_value_that_is_kept_has_a_digest_for_each_pepper_in_the_column_of_its_parity(keys: Path) -> None:
    odd, none = blind_indexes("id", "1")
    assert (odd, none) == (blind_index("id", "1"), None)
    rotate("pepper-id")
    assert blind_indexes("id", "1") == (odd, blind_index("id", "1"))
    assert blind_index_under("pepper-id.1", "1") == odd
    take_out("pepper-id.1", keys.parent / "away")
    assert blind_indexes("id", "1") == (None, blind_index("id", "1"))
    rotate("pepper-id")
    third = blind_indexes("id", "1")
    assert third == (blind_index_under("pepper-id.3", "1"), blind_index_under("pepper-id.2", "1"))
    assert third[0] != odd


def test_the_inventory_names_every_use_of_a_key_in_the_program_and_no_other() -> None:
    said = set()
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts or path.is_relative_to(HOUSE / "platform" / "keys"):
            continue
        tree = ast.parse(path.read_text())
        words = {
            t.id: n.value.value
            for n in tree.body
            if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)
            for t in n.targets
            if isinstance(t, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in USES_A_KEY and node.args:
                use: object = node.args[0].value if isinstance(node.args[0], ast.Constant) else words.get(getattr(node.args[0], "id", ""))
                if use is None and node.func.id == "sign":
                    use = "payments-sandbox"  # handed on by the sandbox, its one caller
                said.add(f"{USES_A_KEY[node.func.id]}-{use!s}")
    assert said | {"data"} == set(INVENTORY)


USES_A_KEY = {"blind_index": "pepper", "blind_indexes": "pepper", "mac": "mac", "sign": "sign"}
FORBIDDEN = {"cryptography", "argon2", "hmac", "pyrage"}


def offenders(root: Path) -> list[str]:
    found = []
    for path in root.rglob("*.py"):
        if "tests" in path.parts or path.is_relative_to(HOUSE / "platform" / "keys"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found += [f"{path.name}: {name}" for name in names if name.split(".")[0] in FORBIDDEN]
    return found


def test_no_other_module_imports_cryptography(tmp_path: Path) -> None:
    assert offenders(HOUSE) == []
    (tmp_path / "planted.py").write_text("from cryptography.fernet import Fernet\nimport hmac\n")
    assert offenders(tmp_path) == ["planted.py: cryptography.fernet", "planted.py: hmac"]
