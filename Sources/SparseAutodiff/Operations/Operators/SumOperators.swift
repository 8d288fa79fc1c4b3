import SparseMatrices

// Sums and differences of dense values; elementwise, as every sum is.

/// `a + b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func + <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Addition()(a, b)
}

/// `a + b`, broadcast (``DenseValue``).
public func + <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Addition()(a, b) }

/// `a + b`, broadcast (``DenseValue``).
public func + <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Addition()(a, b) }

/// `a − b`.
@specialized(where Value == Double)
@specialized(where Value == Float)
@specialized(where Value == [Double])
@specialized(where Value == [Float])
@specialized(where Value == DenseMatrix<Double>)
@specialized(where Value == DenseMatrix<Float>)
public func - <Value: DenseValue>(a: Variable<Value>, b: Variable<Value>) -> Variable<Value> {
  Subtraction()(a, b)
}

/// `a − b`, broadcast (``DenseValue``).
public func - <S, B: DenseValueBelowMatrix>(
  a: Variable<DenseMatrix<S>>, b: Variable<B>
) -> Variable<DenseMatrix<S>> where B.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S, A: DenseValueBelowMatrix>(
  a: Variable<A>, b: Variable<DenseMatrix<S>>
) -> Variable<DenseMatrix<S>> where A.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S: DenseValue>(a: Variable<[S]>, b: Variable<S>) -> Variable<[S]>
where S.Scalar == S { Subtraction()(a, b) }

/// `a − b`, broadcast (``DenseValue``).
public func - <S: DenseValue>(a: Variable<S>, b: Variable<[S]>) -> Variable<[S]>
where S.Scalar == S { Subtraction()(a, b) }

/// `−x`.
public prefix func - <Value: DenseValue>(x: Variable<Value>) -> Variable<Value> {
  affine(-1, x, -0.0)
}

/// `x + c`.
public func + <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(1, x, c)
}

/// `c + x`.
public func + <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(1, x, c)
}

/// `x − c`.
public func - <Value: DenseValue>(x: Variable<Value>, c: Value.Scalar) -> Variable<Value> {
  affine(1, x, -c)
}

/// `c − x`.
public func - <Value: DenseValue>(c: Value.Scalar, x: Variable<Value>) -> Variable<Value> {
  affine(-1, x, c)
}
