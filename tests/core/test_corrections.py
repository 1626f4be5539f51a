import pytest

from flows.core.corrections import CorrectionsError, read_corrections

GOOD = """
- name: wrong-toll
  table: figures
  where: {figure_id: fig_x}
  action: set
  values: {value: 7}
  reason: the paper printed a correction
  status: active
  guard: {value: 9}
"""


def test_entries_are_read(tmp_path):
    path = tmp_path / "corrections.yml"
    path.write_text(GOOD)
    (entry,) = read_corrections(path)
    assert entry.where == (("figure_id", "fig_x"),)
    assert entry.values == (("value", "7"),) and entry.guard == (("value", "9"),)


def test_no_file_means_no_corrections(tmp_path):
    assert read_corrections(tmp_path / "none.yml") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b", "must be a list"),
        ("- 3", "entry 1: must be a mapping"),
        ("[", "not YAML"),
        (GOOD.replace("action: set", "action: burn"), "wrong-toll: action must be one of"),
        (GOOD.replace("status: active", "status: maybe"), "wrong-toll: status must be one of"),
        (GOOD.replace("  reason: the paper printed a correction\n", ""), "wrong-toll: add reason"),
        (GOOD.replace("{figure_id: fig_x}", "fig_x"), "`where` must map"),
    ],
)
def test_a_malformed_file_is_one_line_that_names_the_entry(tmp_path, text, message):
    path = tmp_path / "corrections.yml"
    path.write_text(text)
    with pytest.raises(CorrectionsError, match=message) as error:
        read_corrections(path)
    assert "\n" not in str(error.value)
