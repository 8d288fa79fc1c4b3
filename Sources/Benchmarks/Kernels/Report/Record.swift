import SparseAD

/// What was measured of one operation on one matrix, forward or backward: a row of the table and of
/// the JSON file.
struct Record: Codable {
  enum Direction: String, Codable { case forward, backward }

  let matrix: String
  let rows: Int
  let columns: Int
  let nnz: Int
  let op: String
  let direction: Direction
  let dtype: String
  let threads: Int
  let minMs: Double
  let medMs: Double
  let reps: Int
  /// The least traffic and work of one call.
  let minBytes: Int
  let flops: Int
  let gigabytesPerSecond: Double
  let gigaflopsPerSecond: Double
  /// The time that the machine's limits allow, over that measured.
  let fractionOfLimit: Double
  /// For backward records: over the minimum of the forward one.
  let backwardOverForward: Double?
  /// How much the resident memory grew at most during a call.
  let peakExtraBytes: Int
  let peer: String?
  let peerMinMs: Double?
  let peerMedMs: Double?
  /// Our minimum over the peer's: below 1 we are faster.
  let ratioToPeer: Double?

  init<S: BenchmarkScalar>(
    _ problem: Problem<S>, op: String, _ direction: Direction, _ work: Work, _ limits: Limits,
    _ timing: Timing, forward: Timing?, peakExtraBytes: Int, peer: (name: String, timing: Timing)?
  ) {
    matrix = problem.name
    rows = problem.a.rows
    columns = problem.a.columns
    nnz = problem.a.count
    self.op = op
    self.direction = direction
    dtype = S.self == Double.self ? "float64" : "float32"
    threads = Threads.count
    minMs = timing.minimum * 1e3
    medMs = timing.median * 1e3
    reps = timing.samples
    minBytes = work.bytes
    flops = work.flops
    gigabytesPerSecond = Double(work.bytes) / timing.minimum * 1e-9
    gigaflopsPerSecond = Double(work.flops) / timing.minimum * 1e-9
    fractionOfLimit = limits.seconds(bytes: work.bytes, flops: work.flops) / timing.minimum
    backwardOverForward = forward.map { timing.minimum / $0.minimum }
    self.peakExtraBytes = peakExtraBytes
    self.peer = peer?.name
    peerMinMs = peer.map { $0.timing.minimum * 1e3 }
    peerMedMs = peer.map { $0.timing.median * 1e3 }
    ratioToPeer = peer.map { timing.minimum / $0.timing.minimum }
  }

  /// Operations a byte: where the record is on the roofline.
  var intensity: Double { Double(flops) / Double(max(minBytes, 1)) }
  /// Whether arithmetic and not memory is what is counted: from two operations a byte on.
  var countsFlops: Bool { intensity >= 2 }
}

/// A measurement and the machine it was made on.
struct MachineRecord: Encodable {
  private let record: Record
  private let machine: Machine

  init(_ record: Record, _ machine: Machine) {
    self.record = record
    self.machine = machine
  }

  private enum CodingKeys: String, CodingKey { case machine }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(machine, forKey: .machine)
  }
}
