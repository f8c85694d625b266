"""Templates looked over: what is wrong in them, and where, in Chinese."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.oxml import parse_xml

from govopen_cli.cli.grammar import parts
from govopen_cli.documents import template as templates
from govopen_cli.documents.checked import check
from govopen_cli.documents.tags import TAGS, WORDS
from tests.conftest import Run

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOX = f"""<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>{{{{电话}}}}</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{{{{电话}}}}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def flaws(tmp_path: Path, build: Callable[[Any], object], paper: str = "notice") -> list[tuple[str, str]]:
    document = WordDocument()
    build(document)
    document.save(str(tmp_path / "t.docx"))
    return [(flaw.place, flaw.sentence) for flaw in check(templates.load(tmp_path / "t.docx"), TAGS[paper]).flaws]


def everywhere(document: Any) -> None:
    document.add_paragraph("{{文号}}")
    document.add_paragraph("致{{单位}}")
    table = document.add_table(2, 2)
    table.cell(1, 1).text = "{{主送单位}}"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "{{甲}}"
    section = document.sections[0]
    section.header.paragraphs[0].text = "｛｛文号｝｝"
    section.footer.paragraphs[0].text = "{{页}}"
    document.paragraphs[0]._p.append(parse_xml(BOX))


def test_every_place_is_looked_at(tmp_path: Path) -> None:
    assert flaws(tmp_path, everywhere) == [
        ("正文文本框1第1段", "没有名为“电话”的内容可填；相近的有：联系电话"),
        ("正文第2段", "没有名为“单位”的内容可填"),
        ("正文表格1第1行第2列表格1第1行第1列", "没有名为“甲”的内容可填"),
        ("正文表格1第2行第2列", "没有名为“主送单位”的内容可填；相近的有：主送"),
        ("页眉第1段", "标签“｛｛文号｝｝”里有全角符号，请改成半角：{{文号}}"),
        ("页脚第1段", "没有名为“页”的内容可填"),
    ]


@pytest.mark.parametrize(
    ("texts", "sentences"),
    [
        (["{{文号"], ["标签没有写完整：{{文号"]),
        (["文号}}"], ["标签没有写完整：文号}}"]),
        (["{文号}"], ["“{文号}”少了一层括号，请写成 {{文号}}"]),
        (["{不是标签}", "一般的｛括号｝"], []),
        (["{{文号｝}"], ["标签“{{文号｝}”里有全角符号，请改成半角：{{文号}}"]),
        (["｛％ if 文号 ％｝x{% endif %}"], ["标签“｛％ if 文号 ％｝”里有全角符号，请改成半角：{% if 文号 %}", "没有与之相应的开始标签"]),
        (["{{文号．长}}"], ["标签“{{文号．长}}”里有全角符号"]),
        (["{% for 项 in 事项 %}", "{{项.内容}}{{项.名称}}", "{% endfor %}"], ["没有名为“项.名称”的内容可填"]),
        (["{%p for 项 in 事项 %}", "{{项['编号']}}{{loop.index}}", "{%p endfor %}"], []),
        (["{% for 项 in 事项 %}{{项.内容}}"], ["标签“{% for 项 in 事项 %}”之后缺少结束标签"]),
        (
            ["{% if 政策依据 %}{{主送单位}}", "{{文号 主送}}", "{% for 项 in 事项 %}", "{{项.名称}}{% endif %}"],
            [
                "标签“{% if 政策依据 %}”之后缺少结束标签",
                "没有名为“主送单位”的内容可填；相近的有：主送",
                "标签“{{文号 主送}}”看不懂",
                "标签“{% for 项 in 事项 %}”之后缺少结束标签",
                "没有名为“项.名称”的内容可填",
                "标签“{% endif %}”没有与之相应的开始标签",
            ],
        ),
        (["{# {% if 甲 %} #}", "{% if 文号 %}", "{{ '{% for' }}"], ["标签“{% if 文号 %}”之后缺少结束标签"]),
        (["{% endfor %}"], ["标签“{% endfor %}”没有与之相应的开始标签"]),
        (["{{项.内容}}"], ["没有名为“项”的内容可填"]),
        (["{{事项.内容}}"], ["没有名为“事项.内容”的内容可填"]),
        (["{{文号.upper()}}"], ["没有名为“文号.upper”的内容可填"]),
        (
            ["{%tr for 项 in 事项 %}", "{%tr endfor %}"],
            ["标签“{%tr for 项 in 事项 %}”只能写在表格里", "标签“{%tr endfor %}”只能写在表格里"],
        ),
        (["{{文号|无此}}"], ["标签“{{文号|无此}}”看不懂"]),
        (["{{文号 主送}}"], ["标签“{{文号 主送}}”看不懂"]),
        (["{% set 甲 = 文号 %}{{甲}}{{甲.x}}"], []),
        (["{# 说明：{{不算}} #}"], []),
        (["{% if 逾期项数 > 1 and 主送 == '甲' %}{{主送|default('x')}}{% endif %}"], []),
        (["{% for 甲, 乙 in 事项 %}{{甲}}{{乙.x}}{% endfor %}", "{% for 项 in 事项 if 项.x %}{% endfor %}"], ["没有名为“项.x”的内容可填"]),
    ],
)
def test_tags(tmp_path: Path, texts: list[str], sentences: list[str]) -> None:
    found = flaws(tmp_path, lambda document: [document.add_paragraph(text) for text in texts])
    assert len(found) == len(sentences), found
    for (_, sentence), wanted in zip(found, sentences, strict=True):
        assert wanted in sentence


def test_a_tag_that_word_has_split_is_one(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph()
        for part in ("{", "{主", "送", "}", "}"):
            paragraph.add_run(part).bold = True

    assert flaws(tmp_path, build) == []


@pytest.mark.parametrize("paper", TAGS)
def test_the_default_templates_are_sound(run: Run, tmp_path: Path, paper: str) -> None:
    assert run("template", paper, "-o", "默认.docx").out.startswith("已写入 默认.docx：")
    assert check(templates.load(tmp_path / "默认.docx"), TAGS[paper]).flaws == []
    answer = run("template", "--check", "默认.docx", "--format", "json").json
    assert (answer["paper"], answer["flaws"]) == (WORDS[paper], [])
    assert "没有覆盖" in run("template", paper, "-o", "默认.docx", code=6).err
    names = [line.split("  ")[0] for line in run("template", paper).lines]
    assert set(names) >= set(TAGS[paper])


def test_what_is_wrong_is_listed_and_ends_with_2(run: Run, tmp_path: Path) -> None:
    document = WordDocument()
    everywhere(document)
    document.save(str(tmp_path / "t.docx"))
    answer = run("template", "notice", "--check", "t.docx", code=2)
    assert "正文表格1第2行第2列  没有名为“主送单位”的内容可填" in answer.out
    assert answer.lines[-1].startswith("—  没有用到（不是错误）：")
    (tmp_path / "文字.docx").write_text("x", encoding="utf-8")
    assert "打不开" in run("template", "--check", "文字.docx", code=2).err
    error = run("template", "--check", "没有.docx", code=2).err
    assert error == "错误：模板 没有.docx 读不出来（不存在）；请检查文件名和权限\n"
    assert "请写明" in run("template", code=2).err
    assert "没有公文“x”的模板" in run("template", "x", code=2).err


def test_a_tag_that_cannot_be_read_hides_neither_the_others_nor_the_paper(run: Run, tmp_path: Path) -> None:
    document = WordDocument()
    for text in ("{{文号}}", "{{主送}}", "{% if 政策依据 %}{{政策依据}}", "{{标题}}"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "t.docx"))
    answer = run("template", "--check", "t.docx", "--format", "json", code=2).json
    assert (answer["paper"], len(answer["flaws"])) == ("通知单", 1)
    assert "文号" not in answer["unused"]


def test_the_grammar_names_the_papers() -> None:
    assert set(TAGS) <= set(parts.PAPERS_WITH_TEMPLATES)
