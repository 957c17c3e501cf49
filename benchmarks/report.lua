-- What wrk says of one run, in one line: requests, microseconds, errors, 95th percentile of the latency.
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("%d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency:percentile(95)))
end
