-- For wrk: asks for many offers in turn, far apart from each other. Argument: how many there are.
local offers, last

function init(args)
  offers, last = tonumber(args[1]), 0
end

function request()
  last = (last + 7919) % offers
  return wrk.format("GET", "/verify/bench/s" .. last, { ["X-Forwarded-Uri"] = "/services/s" .. last .. "/data" })
end
