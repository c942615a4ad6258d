-- For wrk: sends each payment of a file once, and fails when there is none left. Argument: the file, one header value a line.
local before, after, payments

function init(args)
  wrk.headers["PAYMENT-SIGNATURE"] = "@"
  before, after = wrk.format():match("^(.*)@(.*)$")
  payments = io.lines(args[1])
end

function request()
  return before .. assert(payments(), "the file holds too few payments") .. after
end
