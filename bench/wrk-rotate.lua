-- SPDX-License-Identifier: Apache-2.0
-- Each request another path and token, in turn: `wrk … -- FILE`, of lines with a path, a blank and a token.
local requests, at = {}, 0
init = function(args)
  for line in io.lines(args[1]) do
    local path, token = line:match('^(%S+) (%S+)$')
    requests[#requests + 1] = wrk.format('GET', path, { ['X-Auth-Token'] = token, Host = wrk.host })
  end
end
request = function()
  at = at % #requests + 1
  return requests[at]
end
dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'wrk-report.lua')
