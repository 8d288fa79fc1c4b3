import CSparseKernels

/// What the allocator keeps of what was freed, which memory measurements must not meet by chance.
enum FreeMemory {
  /// Brings the allocator into the state of a program that has run for a while: glibc hands blocks of more than 128 kB
  /// back to the system at once until the first larger one is freed, and then keeps blocks up to that size.
  static func settleAllocator() {
    let block = UnsafeMutableRawPointer.allocate(byteCount: 31 << 20, alignment: 16)
    block.storeBytes(of: 1, as: UInt8.self)
    block.deallocate()
  }

  /// Hands the memory that was freed back to the system, so that what is resident is in use.
  static func giveBack() {
    sad_return_free_memory()
  }
}
