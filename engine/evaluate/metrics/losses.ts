/** BPR loss (Rendle et al. 2009) of a pair: -ln sigmoid(relevant - other), stable for every difference. */
export function bprLoss(relevant: number, other: number): number {
  const difference = relevant - other;
  return difference > 0 ? Math.log1p(Math.exp(-difference)) : Math.log1p(Math.exp(difference)) - difference;
}

/** TOP1 loss (Hidasi et al. 2016) of a pair: sigmoid(other - relevant) + sigmoid(other^2). */
export function top1Loss(relevant: number, other: number): number {
  return sigmoid(other - relevant) + sigmoid(other * other);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
