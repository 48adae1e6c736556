// What Redis does for a room in one step. KEYS of a room, all with one hash tag:
//   1 head     hash: which Redis numbered it last, epoch, last offset, bytes kept, tokens of the budget
//   2 entries  list: "<at> <event id> <json>", oldest first; the newest has the last offset
//   3 once     sorted set: ids of what is told once, by the order of telling
//   4 batches  hash: the newest batch in each slot of each process, and its answer
//   5 places   hash: event id → offset, of what is kept
// The flags, the arithmetic and the order are those of core/admission.ts; a property test holds the two together.
import {
  HISTORY_MAX_BYTES,
  HISTORY_MIN_ENTRIES,
  HISTORY_MIN_MS,
  READ_MAX_BYTES,
  READ_MAX_ENTRIES,
} from './core/history.ts'
import { ONCE_IDS_MAX } from './log-memory.ts'
import { redisScript } from './redis-script.ts'

/** A room that is silent for this long leaves Redis: its next word begins a new epoch. */
export const ROOM_KEYS_LIFE_MS = 7_200_000
export const ROOM_KEYS = ['head', 'entries', 'once', 'batches', 'places'] as const

/**
 * An epoch belongs to one life of one Redis: after a restart from a file, or on a replica that took over, offsets that
 * viewers saw may be given a second time. What is kept stays, under a new epoch. Without a head the rest means nothing.
 */
const HEAD = `
local run, fresh = ARGV[1], ARGV[2]
local head = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'last', 'bytes', 'shared', 'headroom', 'at', 'told')
local epoch, last = head[2], tonumber(head[3]) or 0
local function stay()
  for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ${ROOM_KEYS_LIFE_MS}) end
end
if head[1] ~= run then
  redis.call('HSET', KEYS[1], 'run', run, 'epoch', fresh, 'last', last)
  if not epoch then redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[5]) end
  epoch = fresh
  stay()
end
`

export const APPEND = redisScript(
  5,
  `${HEAD}
local _, _, channel, now, per_s, headroom_per_s, exempt, slot, number, latest = unpack(ARGV, 1, 10)
local FIRST = 11
local count = (#ARGV - FIRST + 1) / 2
per_s, headroom_per_s, number = tonumber(per_s), tonumber(headroom_per_s), tonumber(number)
exempt = exempt == '1'

if slot ~= '' then
  local known = redis.call('HGET', KEYS[4], slot)
  if known then
    local of, first, ordered, flags = string.match(known, '^(%d+) (%d+) (%d+) (%d*)$')
    of = tonumber(of)
    if of == number then return { epoch, tonumber(first), tonumber(ordered), flags } end
    if of > number then return { epoch, last + 1, 0, string.rep('2', count) } end
  end
end

if now == '' then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
else
  now = tonumber(now)
end
local shared, headroom = tonumber(head[5]) or per_s, tonumber(head[6]) or headroom_per_s
local seconds = math.max(0, now - (tonumber(head[7]) or now)) / 1000
shared = math.min(per_s, shared + seconds * per_s)
headroom = math.min(headroom_per_s, headroom + seconds * headroom_per_s)

local priorities, ordered_ones, events, onces, flags = {}, {}, {}, {}, {}
for i = 1, count do
  local priority, delivery, event, once = string.match(ARGV[FIRST + 2 * i - 2], '^(%d)(%a)(%S*) (%S*)$')
  priorities[i], ordered_ones[i], events[i], onces[i], flags[i] = priority, delivery == 'o', event, once, '0'
end
local told = {}
local function was_told(once)
  return told[once] or redis.call('ZSCORE', KEYS[3], once)
end
local function takes(priority)
  if exempt or priority == '0' then return true end
  if priority == '1' and headroom >= 1 then
    headroom = headroom - 1
    return true
  end
  if shared < 1 then return false end
  shared = shared - 1
  return true
end
for priority = 0, 3 do
  priority = tostring(priority)
  for i = 1, count do
    if priorities[i] == priority then
      local once = onces[i]
      if once ~= '' and was_told(once) then
        flags[i] = '2'
      elseif takes(priority) then
        flags[i] = '1'
        if once ~= '' then told[once] = true end
      end
    end
  end
end

local first, bytes, tellings = last + 1, tonumber(head[4]) or 0, tonumber(head[8]) or 0
local ordered, lossy, items, places, gone = {}, {}, {}, {}, {}
local at = string.format('%.0f', now)
for i = 1, count do
  if flags[i] == '1' then
    local json = ARGV[FIRST + 2 * i - 1]
    if onces[i] ~= '' then
      tellings = tellings + 1
      redis.call('ZADD', KEYS[3], tellings, onces[i])
    end
    if ordered_ones[i] then
      ordered[#ordered + 1] = json
      items[#items + 1] = at .. ' ' .. events[i] .. ' ' .. json
      bytes = bytes + #json
      if events[i] ~= '' then
        places[#places + 1] = events[i]
        places[#places + 1] = string.format('%.0f', last + #ordered)
      end
    else
      lossy[#lossy + 1] = json
    end
  end
end
last = last + #ordered
for i = 1, #items, 200 do redis.call('RPUSH', KEYS[2], unpack(items, i, math.min(i + 199, #items))) end
for i = 1, #places, 200 do redis.call('HSET', KEYS[5], unpack(places, i, math.min(i + 199, #places))) end
if tellings > ${ONCE_IDS_MAX} then redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -${ONCE_IDS_MAX + 1}) end

if #ordered > 0 then
  local length = redis.call('LLEN', KEYS[2])
  if length == #ordered then
    bytes = 0
    for i = 1, #ordered do bytes = bytes + #ordered[i] end
  end
  while length > 0 and (bytes > ${HISTORY_MAX_BYTES} or length > ${HISTORY_MIN_ENTRIES}) do
    local said_at, event, json = string.match(redis.call('LINDEX', KEYS[2], 0), '^(%d+) (%S*) (.*)$')
    if bytes <= ${HISTORY_MAX_BYTES} and now - tonumber(said_at) <= ${HISTORY_MIN_MS} then break end
    redis.call('LPOP', KEYS[2])
    length, bytes = length - 1, bytes - #json
    if event ~= '' then gone[#gone + 1] = event end
  end
  for i = 1, #gone, 200 do redis.call('HDEL', KEYS[5], unpack(gone, i, math.min(i + 199, #gone))) end
end

local answer = table.concat(flags)
if slot ~= '' then
  redis.call('HSET', KEYS[4], slot, string.format('%.0f %.0f %.0f %s', number, first, #ordered, answer))
end
redis.call('HSET', KEYS[1], 'last', string.format('%.0f', last), 'bytes', string.format('%.0f', bytes),
  'shared', string.format('%.17g', shared), 'headroom', string.format('%.17g', headroom),
  'at', string.format('%.17g', now),
  'told', string.format('%.0f', tellings))
stay()
if #ordered > 0 or #lossy > 0 or latest ~= '' then
  local frame = { '{"type":"frame","epoch":"', epoch, '","first":', string.format('%.0f', first), ',"count":', #ordered,
    ',"ordered":[', table.concat(ordered, ','), ']' }
  if latest ~= '' then frame[#frame + 1] = ',"latest":' .. latest end
  if #lossy > 0 then frame[#frame + 1] = ',"lossy":[' .. table.concat(lossy, ',') .. ']' end
  frame[#frame + 1] = '}'
  redis.call('PUBLISH', channel, table.concat(frame))
end
return { epoch, first, #ordered, answer }`,
)

/** Epoch and last offset; and the entries after a position, when they are all here and not too many. */
export const READ = redisScript(
  5,
  `${HEAD}
local after_epoch, missing = ARGV[3], last - tonumber(ARGV[4])
if after_epoch ~= epoch or missing < 0 or missing > ${READ_MAX_ENTRIES} then return { epoch, last } end
if missing == 0 then return { epoch, last, {} } end
local entries = redis.call('LRANGE', KEYS[2], -missing, -1)
if #entries < missing then return { epoch, last } end
local bytes = 0
for i = 1, missing do
  local json = string.match(entries[i], '^%d+ %S* (.*)$')
  bytes = bytes + #json
  entries[i] = json
end
if bytes > ${READ_MAX_BYTES} then return { epoch, last } end
return { epoch, last, entries }`,
)

export const TAIL = redisScript(
  5,
  `${HEAD}
local entries = {}
if tonumber(ARGV[3]) > 0 then entries = redis.call('LRANGE', KEYS[2], -tonumber(ARGV[3]), -1) end
for i = 1, #entries do entries[i] = string.match(entries[i], '^%d+ %S* (.*)$') end
return { epoch, last, entries }`,
)

export const REDACT = redisScript(
  5,
  `${HEAD}
local channel, word, tombstone, bytes = ARGV[3], ARGV[4], ARGV[5], tonumber(head[4]) or 0
for i = 6, #ARGV do
  local offset = redis.call('HGET', KEYS[5], ARGV[i])
  local index = offset and tonumber(offset) - last - 1
  local entry = index and redis.call('LINDEX', KEYS[2], index)
  if entry then
    local at, event, json = string.match(entry, '^(%d+) (%S*) (.*)$')
    if event == ARGV[i] then
      redis.call('LSET', KEYS[2], index, at .. ' ' .. event .. ' ' .. tombstone)
      bytes = bytes + #tombstone - #json
    end
  end
end
redis.call('HSET', KEYS[1], 'bytes', string.format('%.0f', bytes))
redis.call('PUBLISH', channel, word)`,
)

/** A write, so that a Redis that only reads counts as away. */
export const PROBE = redisScript(1, `return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)`)
