import SparseMatrices

/// A value that may be absent: then it has no coordinates.
extension Optional: Coordinates where Wrapped: Coordinates {
  public var coordinates: [Wrapped.Scalar] {
    get { self?.coordinates ?? [] }
    set { setCoordinates(newValue) }
  }
  public var coordinateBlocks: [[Wrapped.Scalar]] { self?.coordinateBlocks ?? [] }
  public mutating func updateCoordinateBlocks(_ body: (Int, inout [Wrapped.Scalar]) -> Void) {
    self?.updateCoordinateBlocks(body)
  }
  public func place(ofCoordinate k: Int) -> String { self?.place(ofCoordinate: k) ?? "nowhere" }
  public func mismatch(with other: Wrapped?) -> String? {
    switch (self, other) {
    case (let a?, let b?): a.mismatch(with: b)
    case (nil, nil): nil
    default: "one is nil"
    }
  }
}

/// A function sees an absent value as nil.
extension Optional: Traceable where Wrapped: Traceable {
  public var _slots: [_Slot<Wrapped.Scalar>] { self?._slots ?? [] }
  public var _slotNames: [String] { self?._slotNames ?? [] }
  public func _with(slots: [_Slot<Wrapped.Scalar>]) -> Wrapped? { map { $0._with(slots: slots) } }
  public func _trace(
    on tape: Tape<Wrapped.Scalar>?, nodes: inout ArraySlice<Int32>
  ) -> Wrapped.Trace? {
    self?._trace(on: tape, nodes: &nodes)
  }
  public static func _value(of trace: Wrapped.Trace?) -> Wrapped? {
    trace.map { Wrapped._value(of: $0) }
  }
  public static func _nodes(of trace: Wrapped.Trace?, on tape: Tape<Wrapped.Scalar>) -> [Int32?] {
    trace.map { Wrapped._nodes(of: $0, on: tape) } ?? []
  }
  public static func _tape(of trace: Wrapped.Trace?) -> Tape<Wrapped.Scalar>? {
    trace.flatMap { Wrapped._tape(of: $0) }
  }
}
