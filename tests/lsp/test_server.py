"""The language server over its standard streams, as a client that keeps to the specification sees it."""

import asyncio
import os
from pathlib import Path
from typing import Any

import attrs
import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

# Seconds that anything may take on a busy machine.
PATIENCE = 60

# The emoji is two of the client's code units and one scalar value.
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - {name: "🌈", image: "registry.test/web:1.2.3", securityContext: {privileged: true}}
"""

CONFIGURATION = 'select = ["K8S-003", "TF-AWS-027"]\n'

# A value, the module that passes it on, and the resource that uses it.
VALUES = "public = true\n"
CALLER = 'variable "public" { type = bool }\nmodule "db" {\n  source = "./db"\n  public = var.public\n}\n'
DATABASE = 'variable "public" { type = bool }\nresource "aws_db_instance" "a" {\n  publicly_accessible = var.public\n}\n'


def binary() -> str:
    if named := os.environ.get("BARTIZAN"):
        return str(Path(named).absolute())
    target = Path(os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target"))
    built = [path for path in (target / "release/bartizan", target / "debug/bartizan") if path.exists()]
    assert built, "no binary: run `cargo build -p bartizan` first"
    return str(max(built, key=lambda path: path.stat().st_mtime))


def capabilities(pulls: bool) -> types.ClientCapabilities:
    offered = client_capabilities("visual-studio-code")
    assert offered.text_document and offered.workspace
    offered.text_document.diagnostic = types.DiagnosticClientCapabilities() if pulls else None
    # The test client has no answer to `client/registerCapability`.
    offered.workspace.did_change_watched_files = None
    offered.workspace.did_change_configuration = None
    # It takes an action that has both an edit and a command for a command.
    assert offered.window
    offered.window.show_document = None
    return offered


def server(pulls: bool):
    @pytest_lsp.fixture(config=ClientServerConfig(server_command=[binary(), "lsp", "--stdio"]))
    async def client(lsp_client: LanguageClient, tmp_path: Path):
        (tmp_path / "bartizan.toml").write_text(CONFIGURATION, encoding="utf-8")
        folder = types.WorkspaceFolder(uri=tmp_path.as_uri(), name="project")
        params = types.InitializeParams(capabilities=capabilities(pulls), workspace_folders=[folder])
        lsp_client.announced = (await lsp_client.initialize_session(params)).capabilities
        yield
        await asyncio.wait_for(lsp_client.shutdown_session(), PATIENCE)

    return client


push = server(pulls=False)
pull = server(pulls=True)


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return (tmp_path / "pod.yaml").as_uri()


def opened(uri: str, text: str = POD, language: str = "yaml") -> types.DidOpenTextDocumentParams:
    document = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
    return types.DidOpenTextDocumentParams(text_document=document)


def edited(uri: str, version: int, span: types.Range, text: str) -> types.DidChangeTextDocumentParams:
    change = types.TextDocumentContentChangePartial(range=span, text=text)
    document = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.DidChangeTextDocumentParams(text_document=document, content_changes=[change])


def span(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


def column_of(word: str) -> int:
    """UTF-16 column of `word` in the line of the container."""
    line = POD.splitlines()[5]
    return len(line[: line.index(word)].encode("utf-16-le")) // 2


async def pushed(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    await asyncio.wait_for(client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), PATIENCE)
    return list(client.diagnostics[uri])


async def pulled(client: LanguageClient, uri: str) -> list[types.Diagnostic]:
    params = types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=uri))
    report = await asyncio.wait_for(client.text_document_diagnostic_async(params), PATIENCE)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    return list(report.items)


def assert_privileged(diagnostics: list[types.Diagnostic]) -> None:
    assert [diagnostic.code for diagnostic in diagnostics] == ["K8S-003"]
    start = column_of("true")
    assert diagnostics[0].range == span(5, start, start + 4)
    assert diagnostics[0].severity == types.DiagnosticSeverity.Error
    assert diagnostics[0].code_description and diagnostics[0].code_description.href.startswith("https://")


@pytest.mark.asyncio
async def test_push(push: LanguageClient, uri: str) -> None:
    push.text_document_did_open(opened(uri))
    assert_privileged(await pushed(push, uri))
    start = column_of("true")
    push.text_document_did_change(edited(uri, 2, span(5, start, start + 4), "false"))
    assert await pushed(push, uri) == []
    push.text_document_did_change(edited(uri, 3, span(5, start, start + 5), "true"))
    assert_privileged(await pushed(push, uri))
    push.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri=uri)))
    assert await pushed(push, uri) == []


@pytest.mark.asyncio
async def test_pull(pull: LanguageClient, uri: str) -> None:
    pull.text_document_did_open(opened(uri))
    assert_privileged(await pulled(pull, uri))
    start = column_of("true")
    pull.text_document_did_change(edited(uri, 2, span(5, start, start + 4), "false"))
    assert await pulled(pull, uri) == []
    assert pull.diagnostics == {}, "pushed to a client that pulls"


@pytest.mark.asyncio
async def test_values_of_terraform(push: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    for name, text in {"main.tf": CALLER, "db/main.tf": DATABASE, "terraform.tfvars": VALUES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    values, caller = (tmp_path / "terraform.tfvars").as_uri(), (tmp_path / "main.tf").as_uri()
    push.text_document_did_open(opened(values, VALUES, "terraform-vars"))
    found = await pushed(push, values)
    assert [(one.code, one.range) for one in found] == [("TF-AWS-027", span(0, 9, 13))]
    (used,) = found[0].related_information or []
    assert used.location == types.Location((tmp_path / "db/main.tf").as_uri(), span(2, 24, 34))
    push.text_document_did_change(edited(values, 2, span(0, 9, 13), "false"))
    assert await pushed(push, values) == []
    push.text_document_did_open(opened(caller, CALLER, "terraform"))
    assert await pushed(push, caller) == []
    push.text_document_did_change(edited(caller, 2, span(3, 11, 21), "true"))
    found = await pushed(push, caller)
    assert [(one.code, one.range) for one in found] == [("TF-AWS-027", span(3, 11, 15))]


@pytest.mark.asyncio
async def test_hover(push: LanguageClient, uri: str) -> None:
    push.text_document_did_open(opened(uri))
    await pushed(push, uri)
    params = types.HoverParams(types.TextDocumentIdentifier(uri=uri), types.Position(5, column_of("true") + 1))
    hover = await asyncio.wait_for(push.text_document_hover_async(params), PATIENCE)
    assert hover and isinstance(hover.contents, types.MarkupContent)
    assert "privileged" in hover.contents.value
    params = types.HoverParams(types.TextDocumentIdentifier(uri=uri), types.Position(0, 0))
    assert await asyncio.wait_for(push.text_document_hover_async(params), PATIENCE) is None


@pytest.mark.asyncio
async def test_explain(push: LanguageClient) -> None:
    params = types.ExecuteCommandParams(command="bartizan.explain", arguments=["K8S-003"])
    page = await asyncio.wait_for(push.workspace_execute_command_async(params), PATIENCE)
    assert isinstance(page, str) and "K8S-003" in page


LIBRARY = "package lib\n\nlimit(x) := x > 1\n"

MODULE = "package main\n\nimport data.lib\n\ndeny if lib.limit(input.x)\n\ntest_deny if deny with input as {\"x\": 2}\n"


async def module(client: LanguageClient, folder: Path) -> types.TextDocumentIdentifier:
    """Opens a module of Rego beside the one that it uses."""
    (folder / "policy").mkdir()
    (folder / "policy/lib.rego").write_text(LIBRARY, encoding="utf-8")
    uri = (folder / "policy/main.rego").as_uri()
    client.text_document_did_open(opened(uri, MODULE, "rego"))
    assert await pushed(client, uri) == []
    return types.TextDocumentIdentifier(uri)


@pytest.mark.asyncio
async def test_definition_in_rego(push: LanguageClient, tmp_path: Path) -> None:
    document = await module(push, tmp_path)
    params = types.DefinitionParams(document, types.Position(4, 13))
    found = await asyncio.wait_for(push.text_document_definition_async(params), PATIENCE)
    assert found == [types.Location((tmp_path / "policy/lib.rego").as_uri(), span(2, 0, 5))]


@pytest.mark.asyncio
async def test_rename_in_rego(push: LanguageClient, tmp_path: Path) -> None:
    document = await module(push, tmp_path)
    place = types.Position(4, 13)
    prepared = await asyncio.wait_for(push.text_document_prepare_rename_async(types.PrepareRenameParams(document, place)), PATIENCE)
    assert isinstance(prepared, types.PrepareRenamePlaceholder) and prepared.placeholder == "limit"
    params = types.RenameParams(new_name="bound", text_document=document, position=place)
    edit = await asyncio.wait_for(push.text_document_rename_async(params), PATIENCE)
    assert edit and edit.changes
    assert {uri: list(edits) for uri, edits in edit.changes.items()} == {
        document.uri: [types.TextEdit(span(4, 12, 17), "bound")],
        (tmp_path / "policy/lib.rego").as_uri(): [types.TextEdit(span(2, 0, 5), "bound")],
    }


@pytest.mark.asyncio
async def test_symbols_of_rego(push: LanguageClient, tmp_path: Path) -> None:
    params = types.DocumentSymbolParams(await module(push, tmp_path))
    found = await asyncio.wait_for(push.text_document_document_symbol_async(params), PATIENCE)
    (package,) = found or []
    assert isinstance(package, types.DocumentSymbol) and package.name == "main"
    assert [child.name for child in package.children or []] == ["deny", "test_deny"]


@pytest.mark.asyncio
async def test_lenses_run_tests(push: LanguageClient, tmp_path: Path) -> None:
    document = await module(push, tmp_path)
    lenses = await asyncio.wait_for(push.text_document_code_lens_async(types.CodeLensParams(document)), PATIENCE)
    commands = [lens.command for lens in lenses or [] if lens.command]
    assert [command.title for command in commands] == ["Run all tests", "Run test"]
    params = types.ExecuteCommandParams(command=commands[1].command, arguments=commands[1].arguments)
    answer = await asyncio.wait_for(push.workspace_execute_command_async(params), PATIENCE)
    assert (answer["passed"], answer["message"]) == (True, "1 test passed")


async def command(client: LanguageClient, name: str, *arguments: object) -> Any:
    params = types.ExecuteCommandParams(command=name, arguments=list(arguments))
    return await asyncio.wait_for(client.workspace_execute_command_async(params), PATIENCE)


@pytest.mark.asyncio
async def test_references_in_rego(push: LanguageClient, tmp_path: Path) -> None:
    context = types.ReferenceContext(include_declaration=True)
    params = types.ReferenceParams(context, await module(push, tmp_path), types.Position(4, 13))
    found = await asyncio.wait_for(push.text_document_references_async(params), PATIENCE)
    assert {Path(place.uri).name for place in found or []} == {"main.rego", "lib.rego"}


@pytest.mark.asyncio
async def test_completion(push: LanguageClient, uri: str) -> None:
    text = POD.replace("securityContext: {privileged: true}}", "securityContext: {privileged: true}} # bartizan: ignore[K8S-0]")
    push.text_document_did_open(opened(uri, text))
    await pushed(push, uri)
    line = text.splitlines()[5]
    end = len(line[: line.index("]", line.index("ignore["))].encode("utf-16-le")) // 2
    params = types.CompletionParams(types.TextDocumentIdentifier(uri=uri), types.Position(5, end))
    items = await asyncio.wait_for(push.text_document_completion_async(params), PATIENCE)
    assert isinstance(items, list)
    (item,) = [item for item in items if item.label == "K8S-003"]
    assert item.text_edit == types.TextEdit(span(5, end - 5, end), "K8S-003") and "(critical)" in (item.detail or "")


@pytest.mark.asyncio
async def test_code_actions(push: LanguageClient, uri: str, tmp_path: Path) -> None:
    Path(tmp_path / "pod.yaml").write_text(POD, encoding="utf-8")
    push.text_document_did_open(opened(uri))
    (finding,) = await pushed(push, uri)
    document = types.TextDocumentIdentifier(uri=uri)

    async def actions(*kinds: str) -> list[types.CodeAction]:
        context = types.CodeActionContext(diagnostics=[finding], only=list(kinds) or None)
        params = types.CodeActionParams(document, finding.range, context)
        found = await asyncio.wait_for(push.text_document_code_action_async(params), PATIENCE)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    offered = await actions()
    (suppress,) = [action for action in offered if action.title.startswith("Suppress K8S-003 here") and "until" not in action.title]
    resolved = suppress if suppress.edit else await asyncio.wait_for(push.code_action_resolve_async(suppress), PATIENCE)
    assert resolved.edit and resolved.edit.document_changes
    (change,) = resolved.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit) and change.text_document.version == 1
    assert "bartizan: ignore[K8S-003]" in change.edits[0].new_text
    assert offered[0].title.startswith("K8S-003: Set ") and offered[0].title.endswith(" (unsafe)") and offered[0].edit
    # It has no safe fix.
    assert await actions("source.fixAll.bartizan") == []


@pytest.mark.asyncio
async def test_findings_scan_and_scorecard(push: LanguageClient, uri: str, tmp_path: Path) -> None:
    (tmp_path / "disk.yaml").write_text(POD, encoding="utf-8")
    push.text_document_did_open(opened(uri))
    await pushed(push, uri)
    assert (await command(push, "bartizan.scanWorkspace"))["findings"] == 2
    found = (await command(push, "bartizan.findings"))["findings"]
    assert {(Path(finding["uri"]).name, finding["policy"]) for finding in found} == {("pod.yaml", "K8S-003"), ("disk.yaml", "K8S-003")}
    assert "<html" in (await command(push, "bartizan.scorecard"))["html"]


@pytest.mark.asyncio
async def test_add_to_baseline(push: LanguageClient, uri: str, tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD, encoding="utf-8")
    push.text_document_did_open(opened(uri))
    (finding,) = await pushed(push, uri)
    data = finding.data
    fingerprint = data["fingerprint"] if isinstance(data, dict) else data.fingerprint
    # What is pushed may come before the answer.
    told = asyncio.ensure_future(pushed(push, uri))
    await asyncio.sleep(0)
    await command(push, "bartizan.addToBaseline", {"fingerprint": fingerprint, "uri": uri})
    assert await told == []
    assert fingerprint in (tmp_path / "bartizan-baseline.json").read_text(encoding="utf-8")


# What the server announces, and the tests that try it.
TRIED = {
    "position_encoding": [test_push],
    "text_document_sync": [test_push, test_values_of_terraform],
    "diagnostic_provider": [test_pull],
    "hover_provider": [test_hover],
    "completion_provider": [test_completion],
    "definition_provider": [test_definition_in_rego],
    "references_provider": [test_references_in_rego],
    "document_symbol_provider": [test_symbols_of_rego],
    "code_action_provider": [test_code_actions],
    "code_lens_provider": [test_lenses_run_tests],
    "rename_provider": [test_rename_in_rego],
    "execute_command_provider": [test_explain],
    # Changes of folders are tried in the server's own tests, where several projects can be made.
    "workspace": [test_push],
}

COMMANDS = {
    "bartizan.scanWorkspace": test_findings_scan_and_scorecard,
    "bartizan.explain": test_explain,
    "bartizan.addToBaseline": test_add_to_baseline,
    "bartizan.findings": test_findings_scan_and_scorecard,
    "bartizan.scorecard": test_findings_scan_and_scorecard,
    "bartizan.runTest": test_lenses_run_tests,
    # Needs a window: tried in VS Code.
    "bartizan.select": None,
}


def assert_tried(announced: types.ServerCapabilities) -> None:
    names = {field.name for field in attrs.fields(type(announced)) if getattr(announced, field.name)}
    assert names - TRIED.keys() == set()
    assert announced.execute_command_provider
    assert set(announced.execute_command_provider.commands) - COMMANDS.keys() == set()


@pytest.mark.asyncio
async def test_all_that_is_announced_is_tried(push: LanguageClient, pull: LanguageClient) -> None:
    assert_tried(push.announced)
    assert_tried(pull.announced)


def frame(method: str, *, number: int | None = None, params: str | None = None) -> bytes:
    parts = ['"jsonrpc":"2.0"', f'"method":"{method}"']
    parts += [f'"id":{number}'] if number is not None else []
    parts += [f'"params":{params}'] if params is not None else []
    body = ("{" + ",".join(parts) + "}").encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


INITIALIZE = frame("initialize", number=1, params='{"capabilities":{}}')
SHUTDOWN = frame("shutdown", number=2)
EXIT = frame("exit")


@pytest.mark.asyncio
@pytest.mark.parametrize("ending", [EXIT, None], ids=["exit", "close"])
@pytest.mark.parametrize("polite", [True, False], ids=["shutdown", "no shutdown"])
async def test_exit_status(polite: bool, ending: bytes | None, tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(binary(), "lsp", stdin=pipe, stdout=pipe, cwd=tmp_path)
    assert process.stdin and process.stdout
    process.stdin.write(INITIALIZE)
    await asyncio.wait_for(process.stdout.readuntil(b'"id":1'), PATIENCE)
    if polite:
        process.stdin.write(SHUTDOWN)
        await asyncio.wait_for(process.stdout.readuntil(b'"id":2'), PATIENCE)
    if ending:
        # Standard input stays open: `exit` alone has to end the server.
        process.stdin.write(ending)
    else:
        process.stdin.close()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == (0 if polite else 1)
