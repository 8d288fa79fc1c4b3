import SparseMatrices

extension DenseMatrix {
  /// The column of the largest element of each row, the first of equal ones: the class that scores highest.
  ///
  /// - Precondition: there are columns.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func largestColumns() -> [Int] {
    require(rows == 0 || columns > 0, "rows without elements have no largest one")
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
  require(
    labels.count == predicted.count && mask.count == predicted.count,
    "\(labels.count) labels and a mask of \(mask.count) for \(predicted.count) rows")
  var (right, count) = (0, 0)
  for i in predicted.indices where mask[i] {
    count += 1
    right += predicted[i] == labels[i] ? 1 : 0
  }
  return (right, count)
}

/// How often each class was taken for which, among those that `mask` chooses: `[label][predicted class]`.
///
/// - Precondition: labels of those chosen, and predictions, are in `0 ..< classes`.
public func confusionMatrix(
  _ predicted: [Int], labels: [Int], mask: [Bool], classes: Int
) -> [[Int]] {
  require(
    labels.count == predicted.count && mask.count == predicted.count,
    "\(labels.count) labels and a mask of \(mask.count) for \(predicted.count) predictions")
  var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
  for i in predicted.indices where mask[i] {
    let (label, found) = (labels[i], predicted[i])
    require(
      0..<classes ~= label && 0..<classes ~= found,
      "label \(label), predicted \(found), of \(classes) classes")
    counts[label][found] += 1
  }
  return counts
}
