import CSparseKernels
import SparseAD

/// The precisions that can be measured, each with its loops of `limits.c`.
protocol BenchmarkScalar: DifferentiableScalar {
  static func array(_ values: [Double]) -> [Self]
  static var limitKernels: LimitKernels<Self> { get }
}

/// The loops of `limits.c` in one precision; what each does is said in `kernels.h`.
struct LimitKernels<Scalar> {
  let read: (Int64, Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  let copy: (Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  let triad:
    (
      Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  let multiplyAdd:
    (Int64, Scalar, Scalar, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Int64>) -> Void
}

extension Double: BenchmarkScalar {
  static func array(_ values: [Double]) -> [Double] { values }
  static var limitKernels: LimitKernels<Double> {
    LimitKernels(
      read: sad_limit_read_f64, copy: sad_limit_copy_f64, triad: sad_limit_triad_f64,
      multiplyAdd: sad_limit_multiply_add_f64)
  }
}

extension Float: BenchmarkScalar {
  static func array(_ values: [Double]) -> [Float] { values.map(Float.init) }
  static var limitKernels: LimitKernels<Float> {
    LimitKernels(
      read: sad_limit_read_f32, copy: sad_limit_copy_f32, triad: sad_limit_triad_f32,
      multiplyAdd: sad_limit_multiply_add_f32)
  }
}

/// What this machine can do at best with the threads in use: the two lines of the roofline.
struct Limits: Codable {
  /// Bandwidth for one size of what is worked on, bytes a second.
  struct Bandwidth: Codable {
    let bytes: Int
    let read: Double
    let copy: Double
    let triad: Double
    var best: Double { max(read, copy, triad) }
  }

  /// From the first-level cache to the main memory, by increasing size.
  let bandwidths: [Bandwidth]
  /// Multiplications and additions a second, in registers.
  let flopsPerSecond: Double

  /// Bandwidth for what works on `bytes`: that of the nearest size measured, by ratio.
  func bandwidth(workingOn bytes: Int) -> Double {
    func distance(_ size: Int) -> Double {
      let ratio = Double(max(bytes, 1)) / Double(size)
      return max(ratio, 1 / ratio)
    }
    return bandwidths.min { distance($0.bytes) < distance($1.bytes) }?.best ?? 1
  }

  /// The least seconds in which `bytes` can pass the memory and `flops` the arithmetic units.
  func seconds(bytes: Int, flops: Int) -> Double {
    max(Double(bytes) / bandwidth(workingOn: bytes), Double(flops) / flopsPerSecond)
  }

  /// Measures; the largest size is far beyond every cache.
  init<S: BenchmarkScalar>(_: S.Type, quick: Bool) {
    let largest = quick ? 96 << 20 : 192 << 20
    let sizes = [48 << 10, 384 << 10, 3 << 20, 24 << 20, largest]
    let entries = largest / MemoryLayout<S>.stride
    let a = onLargePages(1 as S, count: entries)
    let b = onLargePages(2 as S, count: entries / 3)
    var out = onLargePages(0 as S, count: entries / 2)
    let seconds = quick ? 0.01 : 0.08
    bandwidths = sizes.map { Self.bandwidth(bytes: $0, a, b, &out, seconds) }
    flopsPerSecond = Self.peak(S.self, seconds)
  }

  /// Bandwidth of reading one array, copying one to another, and combining two to a third, `bytes`
  /// in all each time.
  private static func bandwidth<S: BenchmarkScalar>(
    bytes: Int, _ a: [S], _ b: [S], _ out: inout [S], _ seconds: Double
  ) -> Bandwidth {
    let kernels = S.limitKernels
    let entries = bytes / MemoryLayout<S>.stride
    return out.withUnsafeMutableBufferPointer { buffer in
      guard let out = buffer.baseAddress else { return Bandwidth(bytes: bytes) }
      let read = best(entries, seconds) { kernels.read($1, $2, a, out + 16 * $0) }
      let copy = best(entries / 2, seconds) { kernels.copy($1, $2, 3, a, out) }
      let triad = best(entries / 3, seconds) { kernels.triad($1, $2, 3, a, b, out) }
      return Bandwidth(
        bytes: bytes, read: Double(bytes) / read, copy: Double(bytes) / copy,
        triad: Double(bytes) / triad)
    }
  }

  /// Operations a second of multiply-adds in registers, on all threads at once.
  private static func peak<S: BenchmarkScalar>(_: S.Type, _ seconds: Double) -> Double {
    let chunks = Threads.count
    var counts = [Int64](repeating: 0, count: chunks)
    var out = [S](repeating: 1, count: 16 * chunks)
    return counts.withUnsafeMutableBufferPointer { counts in
      out.withUnsafeMutableBufferPointer { out in
        guard let flops = counts.baseAddress, let out = out.baseAddress else { return 0 }
        let best = best(chunks, seconds, chunks: chunks) { chunk, _, _ in
          S.limitKernels.multiplyAdd(100_000, 0.5, 0.5, out + 16 * chunk, flops + chunk)
        }
        return Double(counts.reduce(0, +)) / best
      }
    }
  }

  /// The least seconds that `body` takes for the chunks of `count` elements, shared among the threads.
  private static func best(
    _ count: Int, _ seconds: Double, chunks: Int? = nil, _ body: (Int, Int64, Int64) -> Void
  ) -> Double {
    let chunks = chunks ?? (count < 1 << 14 ? Threads.count : 4 * Threads.count)
    let budget = Budget(seconds: seconds, samples: 15, cap: 10 * seconds)
    return measure(budget) {
      onThreads(chunks: chunks) { chunk in
        body(chunk, Int64(count * chunk / chunks), Int64(count * (chunk + 1) / chunks))
      }
    }.ours.minimum
  }
}

extension Limits.Bandwidth {
  /// Nothing was measured.
  init(bytes: Int) { self.init(bytes: bytes, read: 0, copy: 0, triad: 0) }
}

/// An array of one value, on large pages as the library's own results are.
func onLargePages<S>(_ value: S, count: Int) -> [S] {
  [S](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress { sad_advise_large(base, count * MemoryLayout<S>.stride) }
    buffer.initialize(repeating: value)
    initialized = count
  }
}

/// Calls `body` for the chunks `0 ..< chunks` on the library's threads.
private func onThreads(chunks: Int, _ body: (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    var body = body
    withUnsafeMutablePointer(to: &body) { context in
      sad_parallel(Int32(chunks), context) { context, chunk in
        context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(chunk))
      }
    }
  }
}
