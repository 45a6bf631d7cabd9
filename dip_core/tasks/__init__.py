"""The degradations: each file poses one as a problem and recommends settings for it."""
