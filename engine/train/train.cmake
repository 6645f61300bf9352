add_library(train STATIC
  train/batches.c train/examples.c train/optimizer.c train/resume.c train/runlog.c train/runs.c train/scaler.c train/schedule.c
  train/tbevents.c
  train/trainer.c)
target_link_libraries(train PUBLIC nn ops core base m)
