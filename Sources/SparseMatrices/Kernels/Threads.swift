import CSparseKernels

/// How many threads the kernels use, and from which size on.
///
/// Results are bit-identical for every setting: rows are shared among threads, never the terms of one sum.
///
/// The initial count is the environment variable `SPARSEAD_NUM_THREADS`, or else the number of processors, at most 8.
public enum Threads {
  /// The number of threads a kernel may use, from 1 to 256.
  public static var count: Int {
    get { Int(sad_thread_count()) }
    set { sad_set_thread_count(Int32(clamping: newValue)) }
  }

  /// Multiply-adds below which a kernel stays on the calling thread.
  ///
  /// 100,000 unless set: about what waking a thread costs.
  public static var serialCutoff: Int {
    get { Int(sad_serial_cutoff()) }
    set { sad_set_serial_cutoff(Int64(max(0, newValue))) }
  }

  /// The instruction set the kernels run on; results may differ in the last bit between two of them.
  public enum InstructionSet: Int32, Sendable, CaseIterable {
    /// Plain C; AVX2 with fused multiply-add; AVX-512.
    case portable, avx2, avx512
  }

  /// The instruction set in use: the best this machine has, or that of the environment variable `SPARSEAD_SIMD`
  /// (`portable`, `avx2`, `avx512`). One that the machine lacks is lowered to the best it has.
  public static var instructionSet: InstructionSet {
    get { InstructionSet(rawValue: sad_simd_level()) ?? .portable }
    set { sad_set_simd_level(newValue.rawValue) }
  }
}

/// Runs `body` for the chunks `0 ..< chunks`, shared among the threads.
package func parallel(chunks: Int, _ body: (Int) -> Void) {
  if chunks <= 1 {
    if chunks == 1 { body(0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    var body = body
    withUnsafeMutablePointer(to: &body) { context in
      sad_parallel(Int32(chunks), context) { context, chunk in
        guard let context else { return }
        context.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(chunk))
      }
    }
  }
}

/// Runs `body` on consecutive ranges of rows that together are all of them, of about equal weight each, where a row
/// weighs its entries and one more. Stays on the calling thread where `work`, the multiply-adds in all, is small.
///
/// Four chunks a thread are usual: a thread that starts late leaves the rest to the others. Where each chunk has a cost of
/// its own, one is better.
package func parallelRows(
  _ starts: [Int32], work: Int, chunksPerThread: Int = 4, _ body: (Int32, Int32) -> Void
) {
  let rows = starts.count - 1
  let threads = Threads.count
  guard threads > 1, work >= Threads.serialCutoff, rows > 1 else {
    if rows > 0 { body(0, Int32(rows)) }
    return
  }
  let chunks = min(chunksPerThread * threads, rows)
  let weight = rows + Int(starts[rows])
  func firstRow(ofChunk chunk: Int) -> Int {
    let target = weight / chunks * chunk + weight % chunks * chunk / chunks
    var low = 0
    var high = rows
    while low < high {
      let middle = (low + high) / 2
      if middle + Int(starts[middle]) < target { low = middle + 1 } else { high = middle }
    }
    return chunk == chunks ? rows : low
  }
  parallel(chunks: chunks) { chunk in
    let first = firstRow(ofChunk: chunk)
    let last = firstRow(ofChunk: chunk + 1)
    if first < last { body(Int32(first), Int32(last)) }
  }
}

/// Runs `body` on consecutive ranges that together are `0 ..< count`, in pieces of `grain` elements.
package func parallelRanges(_ count: Int, grain: Int = 1 << 15, _ body: (Range<Int>) -> Void) {
  guard Threads.count > 1, count >= Threads.serialCutoff else {
    if count > 0 { body(0..<count) }
    return
  }
  parallel(chunks: (count + grain - 1) / grain) { chunk in
    body(chunk * grain..<min(count, (chunk + 1) * grain))
  }
}
