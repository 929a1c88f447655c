// SPDX-License-Identifier: Apache-2.0
// The durable store's Lua: each call is one script, so that an item and what leads to it change together or not at all. All
// keys share one hash tag, that is one slot of a Cluster, and the one key that is declared is their common beginning. Redis 7
// (`#!lua`) refuses a script that may write before it begins where memory is used up; a removal goes through even then.

const COMMON = `
local P = KEYS[1]
local FIELDS = {'owner', 'name', 'value', 'version', 'ends', 'born'}
local function item_of(kind, id) return P .. 'item:' .. kind .. ':' .. id end
local function list_of(kind, owner) return P .. 'of:' .. kind .. ':' .. redis.sha1hex(owner) end
local function read(kind, id)
  local item = redis.call('HMGET', item_of(kind, id), unpack(FIELDS))
  if item[4] then return item end
end
local function live(item, now) return item and (item[5] == '' or tonumber(item[5]) > now) end
local function drop(kind, id)
  local item = read(kind, id)
  if not item then return end
  local entry = kind .. ':' .. id
  redis.call('DEL', item_of(kind, id))
  redis.call('ZREM', list_of(kind, item[1]), id)
  redis.call('ZREM', P .. 'all', entry)
  redis.call('ZREM', P .. 'ends', entry)
  if item[2] ~= '' and redis.call('HGET', P .. 'names', kind .. ':' .. item[2]) == id then
    redis.call('HDEL', P .. 'names', kind .. ':' .. item[2])
  end
  return item
end
local function split(entry)
  local at = string.find(entry, ':', 1, true)
  return string.sub(entry, 1, at - 1), string.sub(entry, at + 1)
end
`;

const script = (flags: string, body: string): string => `#!lua${flags}\n${COMMON}${body}`;
const READS = ' flags=no-writes';

/** kind, id, now → the item's fields, or nothing. */
const GET = script(
  READS,
  `
local item = read(ARGV[1], ARGV[2])
return live(item, tonumber(ARGV[3])) and item or false`,
);

/** kind, unique name, now → id and fields, or nothing. */
const FIND = script(
  READS,
  `
local id = redis.call('HGET', P .. 'names', ARGV[1] .. ':' .. ARGV[2])
local item = id and read(ARGV[1], id)
return live(item, tonumber(ARGV[3])) and {id, item} or false`,
);

/** kind, owner, now → id and fields of each. */
const LIST = script(
  READS,
  `
local found = {}
for _, id in ipairs(redis.call('ZRANGE', list_of(ARGV[1], ARGV[2]), 0, -1)) do
  local item = read(ARGV[1], id)
  if live(item, tonumber(ARGV[3])) then found[#found + 1] = {id, item} end
end
return found`,
);

/** place in the order of creation, how many, now → place of the last one, and kind, id and fields of each that is live. */
const ALL = script(
  READS,
  `
local found = {}
local page = redis.call('ZRANGEBYSCORE', P .. 'all', '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #page, 2 do
  local kind, id = split(page[i])
  local item = read(kind, id)
  if live(item, tonumber(ARGV[3])) then found[#found + 1] = {kind, id, item} end
end
return {page[#page] or '', found}`,
);

/**
 * kind, id, owner, unique name or '', value, end or '', version, most or -1, now, birth mark → the outcome. What has ended a
 * day ago is removed on the way, twenty at a time.
 */
const PUT = script(
  '',
  `
local kind, id, owner, name, value, ends = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local version, most, now, born = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10]
local before = read(kind, id)
if before and not live(before, now) then before = false end
if version == 0 and before then return 'exists' end
if version > 0 and not (before and tonumber(before[4]) == version) then return 'changed' end
local namesake = name ~= '' and redis.call('HGET', P .. 'names', kind .. ':' .. name)
if namesake and namesake ~= id and live(read(kind, namesake), now) then return 'exists' end
if most >= 0 and not (before and before[1] == owner) then
  local count = 0
  for _, other in ipairs(redis.call('ZRANGE', list_of(kind, owner), 0, -1)) do
    if live(read(kind, other), now) then count = count + 1 end
  end
  if count >= most then return 'full' end
end
if namesake and namesake ~= id then drop(kind, namesake) end
local entry = kind .. ':' .. id
local seq = before and redis.call('ZSCORE', P .. 'all', entry)
if before then born = before[6] end
drop(kind, id)
if not seq then
  local last = redis.call('ZREVRANGE', P .. 'all', 0, 0, 'WITHSCORES')
  seq = string.format('%.0f', (tonumber(last[2]) or 0) + 1)
end
redis.call('HSET', item_of(kind, id), 'owner', owner, 'name', name, 'value', value,
  'version', string.format('%.0f', version + 1), 'ends', ends, 'born', born)
redis.call('ZADD', list_of(kind, owner), seq, id)
redis.call('ZADD', P .. 'all', seq, entry)
if ends ~= '' then redis.call('ZADD', P .. 'ends', ends, entry) end
if name ~= '' then redis.call('HSET', P .. 'names', kind .. ':' .. name, id) end
local over = string.format('%.0f', now - 86400000)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', P .. 'ends', '-inf', over, 'LIMIT', 0, 20)) do drop(split(old)) end
return 'done'`,
);

/**
 * kind, id, now, channel, tombstones kept at most, since when → 1 if there was one. The tombstone names this very item by
 * its birth mark: one that is created later with the same id has another.
 */
const REMOVE = script(
  ' flags=allow-oom',
  `
local item = drop(ARGV[1], ARGV[2])
if not item then return 0 end
local stone = ARGV[1] .. ':' .. item[6] .. ':' .. ARGV[2]
redis.call('ZADD', P .. 'gone', ARGV[3], stone)
redis.call('ZREMRANGEBYSCORE', P .. 'gone', '-inf', ARGV[6])
redis.call('ZREMRANGEBYRANK', P .. 'gone', 0, -1 - tonumber(ARGV[5]))
redis.call('PUBLISH', ARGV[4], stone)
return live(item, tonumber(ARGV[3])) and 1 or 0`,
);

/** time and tombstone, any number of them → how many items had come back. */
const AGAIN = script(
  ' flags=allow-oom',
  `
local back = 0
for i = 1, #ARGV, 2 do
  local kind, rest = split(ARGV[i + 1])
  local born, id = split(rest)
  if redis.call('HGET', item_of(kind, id), 'born') == born then
    drop(kind, id)
    back = back + 1
  end
  redis.call('ZADD', P .. 'gone', ARGV[i], ARGV[i + 1])
end
return back`,
);

export const SCRIPTS = {
  durableGet: GET,
  durableFind: FIND,
  durableList: LIST,
  durableAll: ALL,
  durablePut: PUT,
  durableRemove: REMOVE,
  durableAgain: AGAIN,
} as const;
