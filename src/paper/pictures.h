#pragma once
#include "paper/paper.h"
#include "paper/pen.h"

// The blocks that are drawings: how high each is in a width, and drawing it. Points.
namespace paper {

double height_of(const Pictures& pictures, double wide, double tallest);
void draw(const Pen& pen, const Pictures& pictures, double x, double y, double wide, double tallest);
double height_of(const Stacks& stacks);
void draw(const Pen& pen, const Stacks& stacks, double x, double y, double wide);
double height_of(const Histogram& histogram);
void draw(const Pen& pen, const Histogram& histogram, double x, double y, double wide);

}  // namespace paper
