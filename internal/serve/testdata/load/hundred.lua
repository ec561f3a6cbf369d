-- a hundred rows of four numbers
local rows = {}
for i = 1, 100 do rows[i] = string.format("%d.1,3.%d,%d.4,0.%d", i % 8, i % 10, i % 6, i % 3) end
wrk.method = "POST"
wrk.body = '{"inputs":[{"name":"x","shape":[100,4],"datatype":"FP64","data":[' .. table.concat(rows, ",") .. ']}]}'
