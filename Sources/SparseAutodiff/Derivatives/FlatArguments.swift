import SparseMatrices

/// The coordinates of several arguments one after the other, and which are whose.
///
/// `Double` holds those of either precision unchanged.
struct FlatArguments {
  struct Input {
    let name: String
    let range: Range<Int>
    /// The precision of the input's own scalar.
    let epsilon: Double
    /// The nearest number that the input's own scalar can hold.
    let rounded: (Double) -> Double
    /// Where the input's k-th coordinate is.
    let place: (Int) -> String
  }

  private(set) var coordinates: [Double] = []
  private(set) var inputs: [Input] = []

  init<each Argument: Coordinates>(_ argument: repeat each Argument, names: [String]) {
    for argument in repeat each argument { append(argument, names: names) }
  }

  private mutating func append<Argument: Coordinates>(_ argument: Argument, names: [String]) {
    let number = inputs.count
    let first = coordinates.count
    coordinates += argument.coordinates.map { Double($0) }
    inputs.append(
      Input(
        name: number < names.count ? names[number] : "argument \(number + 1)",
        range: first..<coordinates.count, epsilon: Double(Argument.Scalar.ulpOfOne),
        rounded: { Double(Argument.Scalar($0)) }, place: argument.place(ofCoordinate:)))
  }
}

/// The argument with its coordinates taken from the front of `rest`.
func takeCoordinates<Argument: Coordinates>(
  of argument: Argument, from rest: inout ArraySlice<Double>
) -> Argument {
  let count = argument.coordinates.count
  defer { rest = rest.dropFirst(count) }
  return argument.with(coordinates: rest.prefix(count).map { Argument.Scalar($0) })
}
