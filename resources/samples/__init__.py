"""Sample models: a folder of csv files each (file = table), listed in samples.csv."""
