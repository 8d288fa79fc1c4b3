extension DenseMatrix {
  /// The column of the largest element of each row, the first of equal ones: the class that scores highest.
  ///
  /// - Precondition: there are columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func largestColumns() -> [Int] {
    precondition(rows == 0 || columns > 0, "rows without elements have no largest one")
    return (0..<rows).map { i in
      var best = i * columns
      for k in best + 1..<(i + 1) * columns where values[k] > values[best] { best = k }
      return best - i * columns
    }
  }
}

/// The part of the rows that `mask` chooses whose highest score is that of their label; NaN where it chooses none.
public func accuracy<S>(_ scores: DenseMatrix<S>, labels: [Int], mask: [Bool]) -> Double {
  let (right, count) = rightAnswers(scores.largestColumns(), labels, mask)
  return Double(right) / Double(count)
}

func rightAnswers(_ predicted: [Int], _ labels: [Int], _ mask: [Bool]) -> (right: Int, of: Int) {
  precondition(
    labels.count == predicted.count && mask.count == predicted.count,
    "\(labels.count) labels and a mask of \(mask.count) for \(predicted.count) rows")
  var (right, count) = (0, 0)
  for i in predicted.indices where mask[i] {
    count += 1
    right += predicted[i] == labels[i] ? 1 : 0
  }
  return (right, count)
}
