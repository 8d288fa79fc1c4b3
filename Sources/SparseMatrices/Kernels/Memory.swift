import CSparseKernels

/// What this process uses of the machine's memory.
public enum Memory {
  /// Bytes that can still be allocated without swapping, as the system and the control group say.
  public static var available: Int { Int(clamping: sad_available_memory()) }

  /// Bytes resident now.
  public static var resident: Int { Int(sad_resident_memory()) }

  /// The most bytes that were resident at once, since the start or the last ``resetPeak()``.
  public static var peak: Int { Int(sad_peak_memory()) }

  /// Makes ``peak`` start again from now. Returns false where the system cannot (other than Linux).
  @discardableResult
  public static func resetPeak() -> Bool { sad_reset_peak_memory() }
}

/// A result that an index cannot count or that would not fit in memory. Thrown before anything is allocated.
public struct SizeError: Error, Equatable, CustomStringConvertible {
  /// What would have been made.
  public let what: String
  /// The number of its entries.
  public let entries: Int
  /// The bytes that it would take.
  public let bytes: Int
  /// The bytes that were available, or nil where the number of entries exceeds what an `Int32` counts.
  public let available: Int?

  public var description: String {
    let size = "\(what) would have \(entries) entries (\(bytes) bytes)"
    guard let available else { return "\(size); at most \(Int32.max) entries can be stored" }
    return "\(size); \(available) bytes are available"
  }

  /// Throws where `entries` of `bytesEach` bytes are more than can be counted or held. What is sparse is counted by
  /// `Int32`; what is dense has no index, and only memory bounds it.
  package static func check(
    _ what: String, entries: Int, bytesEach: Int, most: Int = Int(Int32.max)
  ) throws(SizeError) {
    let (bytes, overflow) = entries.multipliedReportingOverflow(by: bytesEach)
    let total = overflow ? Int.max : bytes
    guard entries <= most else {
      throw SizeError(what: what, entries: entries, bytes: total, available: nil)
    }
    guard fits(total) else {
      throw SizeError(what: what, entries: entries, bytes: total, available: Memory.available)
    }
  }

  /// Whether so many bytes are available. Below 16 MB the question is not worth reading two system files.
  static func fits(_ bytes: Int) -> Bool { bytes < 1 << 24 || bytes < Memory.available }
}

extension Kernels {
  /// The same for two arrays exactly where they share one buffer, as long as both live. Nil where an array is empty.
  package static func identity<T>(of array: [T]) -> UInt? {
    array.withUnsafeBufferPointer { buffer in
      buffer.isEmpty ? nil : buffer.baseAddress.map { UInt(bitPattern: $0) }
    }
  }
}
