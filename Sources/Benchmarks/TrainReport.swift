import SparseAD

struct TrainReport<S: SparseScalar> {
  init(_ record: TrainRecord, _ data: NodeClassificationData<S>, _ predicted: [Int]) {}
  var page: String { "" }
}
