-- SPDX-License-Identifier: Apache-2.0
-- Each request a small change.
wrk.method = 'PUT'
wrk.body = 'small'
dofile(debug.getinfo(1, 'S').source:match('^@(.*/)') .. 'wrk-report.lua')
