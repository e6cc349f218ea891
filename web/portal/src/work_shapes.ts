// What a resident sees of the own wish for work.
export interface WorkSkill {
  zh: string;
  en: string;
  level: number;
  must: boolean;
  known: boolean;
}
export interface WorkNamed {
  code: string;
  zh: string;
  en: string;
}
export interface WorkPoint {
  part: string;
  zh: string;
  en: string;
  points: number;
  most: number;
  why_zh: string;
  why_en: string;
}
export interface WorkJob {
  vacancy: {
    id: string;
    firm_name: string;
    title: string;
    skills: WorkSkill[];
    pay_zh: string;
    pay_en: string;
    area_name: string;
    term_zh: string;
    term_en: string;
    until: string;
    note: string;
  };
  reasons: { score: number; points: WorkPoint[] };
  recommendation: string;
  state: string;
}
export interface WorkWish {
  skills: WorkSkill[];
  occupations: WorkNamed[];
  places: WorkNamed[];
  only_places: boolean;
  pay_from_fen: number;
  schooling: string;
  years: number;
  terms: string[];
  note: string;
  state: string;
  purpose: string;
  until: string;
}
export interface WorkRecommendation {
  id: string;
  vacancy: string;
  title: string;
  firm_name: string;
  state: string;
  firm_answer: string;
  talent_answer: string;
  made: string;
}
export interface WorkFirm {
  firm: string;
  firm_name: string;
  area_name: string;
  occupation_zh: string;
  occupation_en: string;
  fits_zh: string;
  fits_en: string;
}
export interface MyWork {
  name: string;
  wish?: WorkWish;
  jobs: WorkJob[];
  recommendations: WorkRecommendation[];
  firms: WorkFirm[];
  occupations: WorkNamed[];
  towns: WorkNamed[];
  never_zh: string;
  never_en: string;
}
