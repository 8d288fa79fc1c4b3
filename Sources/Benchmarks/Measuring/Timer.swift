/// How long to measure one thing.
struct Budget {
  /// Seconds to go on for, once there are enough samples.
  var seconds: Double
  /// Samples to take unless ``cap`` is reached.
  var samples: Int
  /// Seconds after which three samples are enough.
  var cap: Double

  static let full = Budget(seconds: 0.08, samples: 5, cap: 0.6)
  static let quick = Budget(seconds: 0.004, samples: 3, cap: 0.05)
}

/// Seconds a call: the least, and the middle one of several samples.
struct Timing {
  let minimum: Double
  let median: Double
  let samples: Int

  init(_ samples: [Double]) {
    let sorted = samples.sorted()
    minimum = sorted.first ?? 0
    median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    self.samples = sorted.count
  }
}

/// Times `ours`, and `peer` alternately with it, sample by sample, so that what else the machine
/// does meets both alike.
///
/// A sample is a batch of calls that lasts a millisecond or more.
func measure(
  _ budget: Budget, _ ours: () throws -> Void, against peer: (() -> Void)? = nil
) rethrows -> (ours: Timing, peer: Timing?) {
  let batch = try batchSize(ours)
  let peerBatch = peer.map { batchSize($0) }
  var samples: [Double] = []
  var peerSamples: [Double] = []
  let start = ContinuousClock.now
  while true {
    samples.append(try seconds(batch, ours))
    if let peer, let peerBatch { peerSamples.append(seconds(peerBatch, peer)) }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    if samples.count >= budget.samples && elapsed > budget.seconds { break }
    if samples.count >= 3 && elapsed > budget.cap { break }
  }
  return (Timing(samples), peer == nil ? nil : Timing(peerSamples))
}

/// Seconds a call, over `calls` calls.
func seconds(_ calls: Int, _ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  for _ in 0..<calls { try body() }
  return (ContinuousClock.now - start) / .seconds(1) / Double(calls)
}

/// How many calls last a millisecond. Where one call is short, it was only the warm-up, and another
/// one is timed.
private func batchSize(_ body: () throws -> Void) rethrows -> Int {
  let enough = 1e-3
  if try seconds(1, body) > enough { return 1 }
  return Int(enough / max(try seconds(1, body), 1e-8)) + 1
}
