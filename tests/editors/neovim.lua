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
  for file, policy in pairs({ ['keycloak/citizens-realm.json'] = 'KC-003', ['terraform/tfplan.json'] = 'TF-AWS-027' }) do
    vim.cmd('edit! ' .. file)
    wait(policy, function() return #of(policy) == 1 end)
  end
end)

io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
vim.cmd(failed == 0 and 'qa!' or 'cq!')
