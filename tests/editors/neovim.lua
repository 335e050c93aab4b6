-- Runs inside Neovim, started by neovim.sh in a copy of examples/.
local passed, failed = 0, 0

local function test(name, run)
  local ok, err = pcall(run)
  if ok then passed = passed + 1 else failed = failed + 1 end
  io.stdout:write((ok and 'ok   ' or 'FAIL ') .. name .. (ok and '' or '\n     ' .. tostring(err)) .. '\n')
end

local function of(policy)
  return vim.tbl_filter(function(found) return (found.code or found.user_data.lsp.code) == policy end, vim.diagnostic.get(0))
end

local function wait(what, condition)
  assert(vim.wait(15000, condition, 20), 'waited in vain for ' .. what)
end

local function text(found)
  local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, true)[1]
  return line:sub(found.col + 1, found.end_col)
end

local function request(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 15000) or {}) do
    return answer.result, answer.error
  end
end

vim.cmd('filetype on')
dofile(os.getenv('SETUP'))

test('a manifest shows its findings where they are', function()
  vim.cmd('edit kubernetes/issuer.yaml')
  wait('K8S-003', function() return #of('K8S-003') == 1 end)
  local found = of('K8S-003')[1]
  assert(text(found) == 'true', text(found))
  assert(found.severity == vim.diagnostic.severity.ERROR and found.source == 'bartizan')
end)

test('a hover explains the finding', function()
  local found = of('K8S-003')[1]
  local hover = request('textDocument/hover', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = { line = found.lnum, character = found.col },
  })
  assert(hover.contents.value:find('How to fix it'), vim.inspect(hover))
end)

test('unsaved text is what is judged', function()
  local found = of('K8S-003')[1]
  local replace = function(last, word)
    vim.api.nvim_buf_set_text(0, found.lnum, found.col, found.lnum, last, { word })
  end
  replace(found.end_col, 'false')
  wait('the end of K8S-003', function() return #of('K8S-003') == 0 end)
  replace(found.col + 5, 'true')
  wait('K8S-003 again', function() return #of('K8S-003') == 1 end)
end)

-- The action at a finding whose title begins so, applied.
local function act(found, title)
  local at = { line = found.lnum, character = found.col }
  local params = {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = { start = at, ['end'] = at },
    context = { diagnostics = {} },
  }
  for _, action in ipairs(request('textDocument/codeAction', params)) do
    if vim.startswith(action.title, title) then
      if not action.edit then action = request('codeAction/resolve', action) end
      return vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
  error('no action ' .. title)
end

test('a code action suppresses a finding, and another mends it', function()
  act(of('K8S-003')[1], 'Suppress K8S-003 here')
  wait('the end of K8S-003', function() return #of('K8S-003') == 0 end)
  local lines = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  assert(lines:find('# bartizan: ignore[K8S-003] <reason>', 1, true), lines)
  vim.cmd('silent undo')
  wait('K8S-003 again', function() return #of('K8S-003') == 1 end)
  act(of('K8S-003')[1], 'K8S-003: Set')
  wait('the end of K8S-003', function() return #of('K8S-003') == 0 end)
  vim.cmd('edit!')
  wait('K8S-003 once more', function() return #of('K8S-003') == 1 end)
end)

test('the command of the documentation shows the page of a policy', function()
  vim.cmd('BartizanExplain K8S-003')
  local shown = function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true)
      if vim.api.nvim_win_get_config(window).relative ~= '' and table.concat(lines, '\n'):find('K8S%-003') then return true end
    end
    return false
  end
  wait('the page', shown)
end)

test('a realm and a plan show their findings too', function()
  -- Beside its configuration the findings of a plan stand there.
  vim.fn.mkdir('plan')
  vim.fn.writefile(vim.fn.readfile('terraform/tfplan.json'), 'plan/tfplan.json')
  for file, policy in pairs({ ['keycloak/citizens-realm.json'] = 'KC-003', ['plan/tfplan.json'] = 'TF-AWS-027' }) do
    vim.cmd('edit! ' .. file)
    wait(policy, function() return #of(policy) == 1 end)
  end
end)

-- Types `word` over the first `old` of the buffer.
local function type_over(old, word)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local from, to = line:find(old, 1, true)
    if from then return vim.api.nvim_buf_set_text(0, number - 1, from - 1, number - 1, to, { word }) end
  end
  error('no ' .. old)
end

local function related(found)
  local place = found.user_data.lsp.relatedInformation[1]
  return place.location.uri:match('[^/]+/[^/]+$') .. ' ' .. place.message
end

test('a wrong value that is typed into configuration of Terraform shows', function()
  vim.cmd('edit! register/main.tf')
  type_over('var.database_is_public', 'true')
  wait('TF-AWS-027', function() return #of('TF-AWS-027') == 1 end)
  assert(text(of('TF-AWS-027')[1]) == 'true')
  type_over('publicly_accessible = true', 'publicly_accessible = var.database_is_public')
  wait('the end of TF-AWS-027', function() return #of('TF-AWS-027') == 0 end)
end)

test('a value of a .tfvars is underlined there, with the resource that uses it', function()
  vim.cmd('edit! register/environments/test.tfvars')
  wait('TF-AWS-027', function() return #of('TF-AWS-027') == 1 end)
  local found = of('TF-AWS-027')[1]
  assert(text(found) == 'true', text(found))
  assert(related(found) == 'register/main.tf used here, in `aws_db_instance.register`', related(found))
end)

test('mending the value in the .tfvars ends the finding', function()
  type_over('database_is_public = true', 'database_is_public = false')
  wait('the end of TF-AWS-027', function() return #of('TF-AWS-027') == 0 end)
end)

test('an argument of a call is underlined in the caller while the module is edited', function()
  vim.fn.mkdir('calls/db', 'p')
  vim.fn.writefile({ 'module "db" {', '  source = "./db"', '  open   = true', '}' }, 'calls/main.tf')
  local module = { 'variable "open" {', '  type = bool', '}', '', 'resource "aws_db_instance" "a" {', '  publicly_accessible = var.open', '}' }
  vim.fn.writefile(module, 'calls/db/main.tf')
  vim.cmd('set hidden | edit! calls/main.tf')
  local caller = vim.api.nvim_get_current_buf()
  local of_caller = function()
    return vim.tbl_filter(function(found) return (found.code or found.user_data.lsp.code) == 'TF-AWS-027' end, vim.diagnostic.get(caller))
  end
  wait('TF-AWS-027', function() return #of_caller() == 1 end)
  assert(of_caller()[1].lnum == 2 and related(of_caller()[1]) == 'db/main.tf used here, in `module.db.aws_db_instance.a`', related(of_caller()[1]))
  vim.cmd('edit calls/db/main.tf')
  type_over('var.open', 'true')
  wait('TF-AWS-027 in the module alone', function() return #of('TF-AWS-027') == 1 and #of_caller() == 0 end)
  type_over('true', 'var.open')
  wait('TF-AWS-027 in the caller alone', function() return #of('TF-AWS-027') == 0 and #of_caller() == 1 end)
end)

-- What `policy` has in a buffer.
local function of_buffer(buffer, policy)
  return vim.tbl_filter(function(found) return (found.code or found.user_data.lsp.code) == policy end, vim.diagnostic.get(buffer))
end

-- Opens the template of a chart, taken for `language`, and its values; gives their buffers, the second being shown.
local function open_chart(language)
  vim.fn.mkdir('shop/templates', 'p')
  vim.fn.writefile({ 'apiVersion: v2', 'name: shop', 'version: 1.0.0' }, 'shop/Chart.yaml')
  vim.fn.writefile({ 'privileged: false' }, 'shop/values.yaml')
  vim.fn.writefile({
    'apiVersion: v1', 'kind: Pod', 'metadata: {name: web}', 'spec:', '  containers:', '    - name: web',
    '      securityContext: {privileged: {{ .Values.privileged }}}',
  }, 'shop/templates/pod.yaml')
  vim.cmd('edit! shop/templates/pod.yaml')
  local template = vim.api.nvim_get_current_buf()
  vim.cmd('set filetype=' .. language)
  vim.cmd('edit! shop/values.yaml')
  return template, vim.api.nvim_get_current_buf()
end

for _, language in ipairs({ 'yaml', 'helm', 'gotmpl' }) do
  test('what is typed into the values of a chart shows there and in the template, taken for ' .. language, function()
    local template, values = open_chart(language)
    type_over('false', 'true')
    wait('K8S-003 in both', function() return #of_buffer(values, 'K8S-003') == 1 and #of_buffer(template, 'K8S-003') == 1 end)
    assert(text(of('K8S-003')[1]) == 'true')
    assert(related(of('K8S-003')[1]) == 'templates/pod.yaml used here', related(of('K8S-003')[1]))
    assert(related(of_buffer(template, 'K8S-003')[1]) == 'shop/values.yaml reported here')
    type_over('true', 'false')
    wait('the end of K8S-003', function() return #of_buffer(values, 'K8S-003') == 0 and #of_buffer(template, 'K8S-003') == 0 end)
    vim.cmd('bwipeout! ' .. template .. ' | bwipeout! ' .. values)
  end)
end

test('what is typed into a template shows there and in the values, a fault at its place', function()
  local template, values = open_chart('helm')
  type_over('false', 'true')
  wait('K8S-003 in both', function() return #of_buffer(values, 'K8S-003') == 1 and #of_buffer(template, 'K8S-003') == 1 end)
  vim.cmd('buffer ' .. template)
  type_over('{{ .Values.privileged }}', '{{ .Values.privileged | nope }}')
  wait('the fault alone', function() return #of('parse') == 1 and #of('K8S-003') == 0 and #of_buffer(values, 'K8S-003') == 0 end)
  assert(text(of('parse')[1]) == 'nope', text(of('parse')[1]))
  type_over(' | nope', '')
  wait('K8S-003 in both', function() return #of_buffer(values, 'K8S-003') == 1 and #of('K8S-003') == 1 and #of('parse') == 0 end)
end)

test('a hover in a template shows what is rendered', function()
  local found = of('K8S-003')[1]
  local hover = request('textDocument/hover', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    position = { line = found.lnum, character = found.col },
  })
  assert(hover.contents.value:find('securityContext: {privileged: true}', 1, true), vim.inspect(hover))
end)

io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
vim.cmd(failed == 0 and 'qa!' or 'cq!')
