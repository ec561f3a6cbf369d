-- one row of thirty numbers
local row = {}
for i = 1, 30 do row[i] = string.format("%d.%d", i * 7 % 20, i) end
wrk.method = "POST"
wrk.body = '{"inputs":[{"name":"x","shape":[1,30],"datatype":"FP64","data":[' .. table.concat(row, ",") .. ']}]}'
