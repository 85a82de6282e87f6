using Lockstep.Native;

return args is [ExecVerb.Name, ..] ? ExecVerb.Run(args) : 0;
