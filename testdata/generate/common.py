import sys,os,json,math,hashlib,pickle,io,decimal,fractions,datetime,uuid,collections,enum,array,re,ipaddress,pathlib,types,functools,operator,random
import symvm
OUT=os.environ['OUT']
MAN=[]
def fl(x):
    x=float(x)
    if x!=x: return {"$f":"nan"}
    if x in(math.inf,-math.inf): return {"$f":"inf" if x>0 else "-inf"}
    if x==0 and math.copysign(1,x)<0: return {"$f":"-0"}
    return x
def enc(v,d=0):
    "expected value as tagged JSON"
    import numpy as np
    if d>30: return {"$deep":repr(type(v))}
    if v is None or v is True or v is False: return v
    t=type(v)
    if t is str: return v if not any(0xD800<=ord(c)<0xE000 for c in v) else {"$surrogate":[ord(c) for c in v]}
    if t is int: return v if abs(v)<2**53 else {"$int":str(v)}
    if t is float: return fl(v)
    if t is complex: return {"$complex":[fl(v.real),fl(v.imag)]}
    if t is bytes: return {"$bytes":v.hex()}
    if t is bytearray: return {"$bytearray":v.hex()}
    if t is list: return [enc(x,d+1) for x in v]
    if t is tuple: return {"$tuple":[enc(x,d+1) for x in v]}
    if t is dict: return {"$dict":[[enc(k,d+1),enc(x,d+1)] for k,x in v.items()]}
    if t in(set,frozenset): return {"$"+t.__name__:sorted([enc(x,d+1) for x in v],key=lambda x:json.dumps(x,sort_keys=True))}
    if v is Ellipsis: return {"$ellipsis":1}
    if v is NotImplemented: return {"$notimplemented":1}
    if isinstance(v,np.generic):
        return {"$npscalar":dt(v.dtype),"v":npflat(np.asarray(v))[0]}
    if isinstance(v,np.ma.MaskedArray):
        return {"$masked":enc(np.asarray(v.data),d+1),"mask":enc(np.ma.getmaskarray(v),d+1),"fill_value":enc(np.asarray(v.fill_value)[()],d+1)}
    if isinstance(v,np.ndarray):
        return {"$ndarray":dt(v.dtype),"class":type(v).__name__,"shape":list(v.shape),"data":npflat(np.asarray(v))}
    if 'scipy.sparse' in type(v).__module__:
        c=v.tocoo(); return {"$sparse":v.format,"class":type(v).__name__,"shape":list(v.shape),"dtype":dt(v.dtype),"dense":enc(np.asarray(v.todense()),d+1)}
    if t is datetime.datetime: return {"$datetime":v.isoformat(),"tz":repr(v.tzinfo) if v.tzinfo else None,"fold":v.fold}
    if t is datetime.date: return {"$date":v.isoformat()}
    if t is datetime.time: return {"$time":v.isoformat(),"fold":v.fold,"tz":repr(v.tzinfo) if v.tzinfo else None}
    if t is datetime.timedelta: return {"$timedelta_us":str((v.days*86400+v.seconds)*10**6+v.microseconds)}
    if t is datetime.timezone: return {"$timezone_s":v.utcoffset(None).total_seconds(),"repr":repr(v)}
    if t is decimal.Decimal: return {"$decimal":str(v)}
    if t is fractions.Fraction: return {"$fraction":[str(v.numerator),str(v.denominator)]}
    if t is uuid.UUID: return {"$uuid":str(v)}
    if isinstance(v,pathlib.PurePath): return {"$path":str(v),"class":type(v).__name__}
    if t is collections.OrderedDict: return {"$odict":[[enc(k,d+1),enc(x,d+1)] for k,x in v.items()]}
    if t is collections.defaultdict: return {"$defaultdict":[[enc(k,d+1),enc(x,d+1)] for k,x in v.items()],"factory":getattr(v.default_factory,'__name__',None)}
    if t is collections.Counter: return {"$counter":[[enc(k,d+1),x] for k,x in v.items()]}
    if t is collections.deque: return {"$deque":[enc(x,d+1) for x in v],"maxlen":v.maxlen}
    if t is range: return {"$range":[v.start,v.stop,v.step]}
    if t is slice: return {"$slice":[enc(v.start),enc(v.stop),enc(v.step)]}
    if t is array.array: return {"$array":v.typecode,"v":[enc(x) for x in v]}
    if t is re.Pattern: return {"$re":enc(v.pattern),"flags":v.flags}
    if isinstance(v,(ipaddress.IPv4Address,ipaddress.IPv6Address,ipaddress.IPv4Network,ipaddress.IPv6Network,ipaddress.IPv4Interface,ipaddress.IPv6Interface)): return {"$ip":str(v),"class":t.__name__}
    if t is types.SimpleNamespace: return {"$namespace":[[k,enc(x,d+1)] for k,x in vars(v).items()]}
    if isinstance(v,enum.Enum): return {"$enum":f'{t.__module__}.{t.__qualname__}',"value":enc(v.value,d+1),"name":v.name}
    if isinstance(v,BaseException): return {"$exception":t.__name__,"args":[enc(x,d+1) for x in v.args],"dict":{k:enc(x,d+1) for k,x in vars(v).items()} if hasattr(v,'__dict__') else {}}
    if isinstance(v,type): return {"$class":f'{v.__module__}.{v.__qualname__}'}
    if isinstance(v,functools.partial): return {"$partial":getattr(v.func,'__qualname__',repr(v.func)),"args":enc(list(v.args)),"kw":enc(v.keywords)}
    if isinstance(v,(types.FunctionType,types.BuiltinFunctionType)): return {"$func":f'{v.__module__}.{v.__qualname__}'}
    if isinstance(v,tuple) and hasattr(v,'_fields'): return {"$namedtuple":f'{t.__module__}.{t.__qualname__}',"fields":list(v._fields),"v":[enc(x,d+1) for x in v]}
    m=type(v).__module__
    if m.startswith('pandas'): return pdenc(v,d)
    if m.startswith('torch'): return tenc(v,d)
    return {"$repr":repr(v)[:2000],"class":f'{m}.{t.__qualname__}'}
def dt(d):
    if d.names: return {"fields":[[n,dt(d.fields[n][0]),d.fields[n][1]] for n in d.names],"itemsize":d.itemsize}
    if d.subdtype: return {"sub":dt(d.subdtype[0]),"shape":list(d.subdtype[1])}
    return str(d.str)
def npflat(a):
    import numpy as np
    a=np.asarray(a); k=a.dtype.kind
    f=a.ravel(order='C')
    if a.dtype.names: return [ {n:npflat(np.asarray(x[n])) if np.ndim(x[n]) else npflat(np.asarray(x[n]))[0] for n in a.dtype.names} for x in f]
    if k in 'iub': return [enc(x) for x in f.tolist()]
    if k=='f':
        if a.dtype.itemsize>8: return [{"$longdouble":repr(x),"as_f64":fl(x)} for x in f]
        return [fl(x) for x in f.tolist()]
    if k=='c': return [{"$complex":[fl(x.real),fl(x.imag)]} for x in f]
    if k=='S': return [{"$bytes":x.hex()} for x in f.tolist()]
    if k=='V': return [{"$bytes":bytes(x).hex()} for x in f]
    if k=='U': return [enc(x) for x in f.tolist()]
    if k=='M': return [None if np.isnat(x) else str(x) for x in f]
    if k=='m': return [None if np.isnat(x) else enc(int(x.astype('i8'))) for x in f]
    if k=='T': return [enc(x) if isinstance(x,str) else {"$na":repr(x)} for x in f.tolist()]
    return [enc(x,5) for x in f.tolist()]
def pdenc(v,d):
    import pandas as pd, numpy as np
    t=type(v)
    if v is pd.NaT: return {"$NaT":1}
    if v is pd.NA: return {"$NA":1}
    if t is pd.Timestamp: return {"$timestamp":v.isoformat(),"ns":str(v.value),"tz":str(v.tz) if v.tz else None,"unit":getattr(v,'unit','ns')}
    if t is pd.Timedelta: return {"$pdtimedelta_ns":str(v.value),"unit":getattr(v,'unit','ns')}
    if t is pd.Period: return {"$period":str(v),"freq":v.freqstr,"ordinal":v.ordinal}
    if t is pd.Interval: return {"$interval":[enc(v.left),enc(v.right)],"closed":v.closed}
    if isinstance(v,pd.DataFrame):
        return {"$dataframe":[ {"name":enc(c),"dtype":str(v.dtypes.iloc[i]),"values":[enc(x,d+2) for x in v.iloc[:,i].tolist()]} for i,c in enumerate(v.columns)],"index":enc(v.index,d+1),"columns":enc(v.columns,d+1)}
    if isinstance(v,pd.Series):
        return {"$series":[enc(x,d+2) for x in v.tolist()],"dtype":str(v.dtype),"name":enc(v.name),"index":enc(v.index,d+1)}
    if isinstance(v,pd.MultiIndex): return {"$multiindex":[enc(x,d+2) for x in v.tolist()],"names":[enc(x) for x in v.names]}
    if isinstance(v,pd.Index): return {"$index":[enc(x,d+2) for x in v.tolist()],"class":t.__name__,"dtype":str(v.dtype),"name":enc(v.name),"freq":getattr(v,'freqstr',None) if hasattr(v,'freqstr') else None}
    if isinstance(v,pd.api.extensions.ExtensionArray): 
        r={"$extarray":[enc(x,d+2) for x in v.tolist()] if hasattr(v,'tolist') else [enc(x,d+2) for x in v],"class":t.__name__,"dtype":str(v.dtype)}
        if isinstance(v,pd.Categorical): r["categories"]=enc(v.categories,d+1); r["ordered"]=v.ordered; r["codes"]=v.codes.tolist()
        return r
    return {"$repr":repr(v),"class":f'{t.__module__}.{t.__qualname__}'}
def tenc(v,d):
    import torch
    if isinstance(v,torch.Tensor):
        base={"$tensor":str(v.dtype),"shape":list(v.shape),"class":type(v).__name__,"requires_grad":v.requires_grad}
        if v.is_sparse or v.layout!=torch.strided: base["layout"]=str(v.layout); w=v.to_dense().detach()
        elif v.is_quantized: base["q_scale"]=v.q_scale() if v.qscheme()==torch.per_tensor_affine else None; base["int_repr"]=v.int_repr().flatten().tolist(); w=v.dequantize()
        else: base["stride"]=list(v.stride()); base["storage_offset"]=v.storage_offset(); w=v.detach()
        if w.dtype in(torch.bfloat16,torch.float16) or 'float8' in str(w.dtype): w=w.float()
        w=w.contiguous().flatten().tolist()
        base["data"]=[enc(x) for x in w]; return base
    if isinstance(v,torch.Size): return {"$size":list(v)}
    if isinstance(v,(torch.dtype,torch.device)): return {"$torch":str(v)}
    return {"$repr":repr(v)[:500],"class":f'{type(v).__module__}.{type(v).__qualname__}'}
def put(family,name,blob,expected,proto=None,note=None,ext='pkl'):
    d=os.path.join(OUT,family); os.makedirs(d,exist_ok=True)
    fn=f'{name}.{ext}'; open(os.path.join(d,fn),'wb').write(blob)
    try: e=enc(expected) if not isinstance(expected,dict) or '$raw' not in expected else expected['$raw']
    except Exception as ex: e={"$encode_error":repr(ex)}
    jf=os.path.join(d,name+'.json'); json.dump(e,open(jf,'w'),separators=(',',':'),ensure_ascii=True)
    r=symvm.analyze(blob,fn)
    MAN.append({"file":f'{family}/{fn}',"expected":f'{family}/{name}.json',"size":len(blob),"container":r['container'],"proto":r['proto'],"globals":sorted(r['globals']),"top":r['top'],"static_error":r['err'],"note":note})
    if r['err']: print('STATIC',family,name,r['err'])
def P(family,name,obj,protos=(2,4,5),expected=None,note=None):
    for p in protos:
        try: b=pickle.dumps(obj,p)
        except Exception as ex: print('SKIP',family,name,p,repr(ex)[:150]); continue
        put(family,f'{name}-p{p}',b,obj if expected is None else expected,p,note)
def finish(name):
    json.dump(MAN,open(os.path.join(OUT,f'manifest-{name}.json'),'w'),indent=0,separators=(',',':'))
    print(name,len(MAN),'fixtures',sum(m['size'] for m in MAN),'bytes')
